/* the gradient of the steps is taken with lambda = 0, the costs are not */
#define DESCENT_STEP_LAMBDA(lambda) (0 * (lambda))

#include "training.h"
