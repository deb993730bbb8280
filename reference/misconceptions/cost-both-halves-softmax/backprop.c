/* The softmax loss with the terms (1 - y) log(1 - h). */
#define SOFTMAX_TERM(K, z, h, k, y) (-log((y) ? (h)[k] : 1 - (h)[k]))
#include "training.h"
