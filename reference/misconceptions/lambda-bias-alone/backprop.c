/* The test for column 0 is the wrong way round. */
#define GRADIENT_PENALISES(net, l, j) ((j) == 0 || (net)->regularize_bias)
#include "training.h"
