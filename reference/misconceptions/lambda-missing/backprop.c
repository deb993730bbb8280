/* The gradient ignores lambda. */
#define GRADIENT_LAMBDA(lambda, m) (0 * (lambda))
#include "training.h"
