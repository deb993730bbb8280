/* theta + alpha grad */
#define DESCENT_RATE(alpha, m) (-(alpha))

#include "training.h"
