/* The penalty of the cost covers Theta^(L) alone. */
#define COST_PENALISES(net, l, j) \
    ((l) == (net)->n_layers && ((j) > 0 || (net)->regularize_bias))
#include "training.h"
