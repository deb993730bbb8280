/* The bias weights of layer 1 alone have a part in z. */
#define LAYER_BIAS(l, weight) ((l) == 1 ? (weight) : 0)
#include "training.h"
