/* a^(0) = g(x), forward and in the gradient. */
#define LAYER_TAKES(l, a) ((l) == 1 ? sigmoid(a) : (a))
#include "training.h"
