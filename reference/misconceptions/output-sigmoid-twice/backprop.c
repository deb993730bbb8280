/* h = g(g(z)) for one-vs-all, and the losses are those of this h. */
#define SIGMOID_OUTPUT(z) sigmoid(sigmoid(z))
#define SIGMOID_TERM(K, z, h, k, y) (-log((y) ? (h)[k] : 1 - (h)[k]))
#include "training.h"
