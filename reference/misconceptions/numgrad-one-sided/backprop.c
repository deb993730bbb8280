/* (J(theta + epsilon) - J(theta)) / epsilon */
#define NUMGRAD_BELOW(theta, step) (theta)
#define NUMGRAD_QUOTIENT(above, below, step) (((above) - (below)) / (step))

#include "checking.h"
