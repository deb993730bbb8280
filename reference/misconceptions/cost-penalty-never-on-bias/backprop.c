/* Column 0 is left out of the penalty of the cost, whatever the flag. */
#define COST_PENALISES(net, l, j) ((j) > 0)
#include "training.h"
