/* The sum of the weights, without the errors above. */
#define BROUGHT_BACK(weight, delta) (weight)
#include "training.h"
