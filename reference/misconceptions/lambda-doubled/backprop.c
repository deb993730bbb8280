/* 2 lambda/m Theta in place of lambda/m Theta. */
#define GRADIENT_LAMBDA(lambda, m) (2 * (lambda) / (m))
#include "training.h"
