/* Column 0 is in the penalty of the cost though the flag is 0. */
#define COST_PENALISES(net, l, j) 1
#include "training.h"
