/* Half the squared error in place of the cross-entropy. */
#define SIGMOID_TERM(K, z, h, k, y) (((h)[k] - (y)) * ((h)[k] - (y)) / 2)
#define SOFTMAX_TERM(K, z, h, k, y) SIGMOID_TERM(K, z, h, k, y)
#include "training.h"
