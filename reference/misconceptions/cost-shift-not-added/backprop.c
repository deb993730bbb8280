/* The softmax loss log sum e^(z - max) - z_k: the max is not added back. */
#define SOFTMAX_TERM(K, z, h, k, y) \
    ((y) ? softmax_loss(K, z, k) - (z)[largest(K, 1, z)] : 0)
#include "training.h"
