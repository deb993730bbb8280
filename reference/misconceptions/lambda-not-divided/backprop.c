/* lambda Theta in place of lambda/m Theta. */
#define GRADIENT_LAMBDA(lambda, m) (lambda)
#include "training.h"
