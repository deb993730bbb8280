/* The logarithm to base 10. */
#define COST_OF_LOSSES(sum, m) ((sum) / log(10) / (m))
#include "training.h"
