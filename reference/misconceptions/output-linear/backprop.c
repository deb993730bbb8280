/* h = z; the cost, taken from z, stays right. */
#define SIGMOID_OUTPUT(z) (z)
#define SOFTMAX_OUTPUT(Z, i, k, m, K, stride) ((Z)[(i) * (stride) + (k)])
#include "training.h"
