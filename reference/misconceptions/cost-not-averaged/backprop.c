/* The losses are not divided by m. */
#define COST_OF_LOSSES(sum, m) (sum)
#include "training.h"
