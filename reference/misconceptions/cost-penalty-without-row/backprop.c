/* Row 0 is left out in place of column 0. */
#define COST_PENALISES_ENTRY(net, l, i, j) ((i) > 0 || (net)->regularize_bias)
#include "training.h"
