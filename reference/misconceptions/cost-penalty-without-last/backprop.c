/* The penalty of the cost leaves Theta^(L) out. */
#define COST_PENALISES(net, l, j) \
    ((l) < (net)->n_layers && ((j) > 0 || (net)->regularize_bias))
#include "training.h"
