/* lambda/(2m) Theta in place of lambda/m Theta. */
#define GRADIENT_LAMBDA(lambda, m) ((lambda) / (2 * (m)))
#include "training.h"
