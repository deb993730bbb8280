/* The sum of |Theta_ij| in place of the sum of squares. */
#define SQUARE(weight) fabs(weight)
#include "training.h"
