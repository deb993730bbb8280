/* One-vs-all: = in place of +=, the term of the last class alone is left. */
#define SIGMOID_TERM(K, z, h, k, y) \
    ((k) + 1 == (K) ? softplus((y) ? -(z)[k] : (z)[k]) : 0)
#include "training.h"
