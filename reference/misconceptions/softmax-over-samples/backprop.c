/* The softmax runs over the m samples of a class. */
#define SOFTMAX_OUTPUT(Z, i, k, m, K, stride) softmax(m, stride, (Z) + (k), i)
#define SOFTMAX_TERM(K, z, h, k, y) ((y) ? -log((h)[k]) : 0)
#include "training.h"
