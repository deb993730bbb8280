/* The minus in front of the logarithms is missing. */
#define COST_OF_LOSSES(sum, m) (-(sum) / (m))
#include "training.h"
