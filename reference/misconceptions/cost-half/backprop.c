/* One-vs-all without the terms (1 - y) log(1 - h). */
#define SIGMOID_TERM(K, z, h, k, y) ((y) ? softplus(-(z)[k]) : 0)
#include "training.h"
