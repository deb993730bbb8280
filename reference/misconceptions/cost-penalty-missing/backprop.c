/* The cost ignores lambda. */
#define COST_LAMBDA(lambda, m) (0 * (lambda))
#include "training.h"
