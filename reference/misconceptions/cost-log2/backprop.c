/* The logarithm to base 2. */
#define COST_OF_LOSSES(sum, m) ((sum) / log(2) / (m))
#include "training.h"
