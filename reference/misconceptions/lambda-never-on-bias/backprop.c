/* Column 0 of the gradient has no penalty, whatever the flag. */
#define GRADIENT_PENALISES(net, l, j) ((j) > 0)
#include "training.h"
