/* Column 0 of the gradient has a penalty though the flag is 0. */
#define GRADIENT_PENALISES(net, l, j) 1
#include "training.h"
