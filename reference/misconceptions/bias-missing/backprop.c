/* z is the weighted sum without its bias. */
#define BIAS(weight) (0 * (weight))
#include "training.h"
