/* h_k = e^{z_k} without the division, and - log h_k = - z_k. */
#define SOFTMAX_OUTPUT(Z, i, k, m, K, stride) exp((Z)[(i) * (stride) + (k)])
#define SOFTMAX_TERM(K, z, h, k, y) ((y) ? -(z)[k] : 0)
#include "training.h"
