/* The penalty of the gradient leaves Theta^(L) out. */
#define GRADIENT_PENALISES(net, l, j) \
    ((l) < (net)->n_layers && ((j) > 0 || (net)->regularize_bias))
#include "training.h"
