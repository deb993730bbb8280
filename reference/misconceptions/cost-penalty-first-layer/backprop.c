/* The penalty of the cost covers Theta^(1) alone. */
#define COST_PENALISES(net, l, j) ((l) == 1 && ((j) > 0 || (net)->regularize_bias))
#include "training.h"
