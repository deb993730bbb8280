/* The penalty is subtracted from the gradient. */
#define GRADIENT_LAMBDA(lambda, m) (-(lambda) / (m))
#include "training.h"
