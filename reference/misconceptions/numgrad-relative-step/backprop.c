/* the step is epsilon theta_i, and the difference is divided by 2 epsilon */
#define NUMGRAD_ABOVE(theta, step) ((theta) + (step) * (theta))
#define NUMGRAD_BELOW(theta, step) ((theta) - (step) * (theta))

#include "checking.h"
