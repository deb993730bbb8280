/* The gradient has its penalty in Theta^(1) alone. */
#define GRADIENT_PENALISES(net, l, j) ((l) == 1 && ((j) > 0 || (net)->regularize_bias))
#include "training.h"
