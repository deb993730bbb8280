/* h_k = e^{z_k - max} without the division, and - log h_k = max - z_k. */
#define SHIFTED(z, K, k) ((z)[k] - (z)[largest(K, 1, z)])
#define SOFTMAX_OUTPUT(Z, i, k, m, K, stride) exp(SHIFTED((Z) + (i) * (stride), K, k))
#define SOFTMAX_TERM(K, z, h, k, y) ((y) ? -SHIFTED(z, K, k) : 0)
#include "training.h"
