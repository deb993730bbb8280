/* The test for column 0 is the wrong way round. */
#define COST_PENALISES(net, l, j) ((j) == 0 || (net)->regularize_bias)
#include "training.h"
