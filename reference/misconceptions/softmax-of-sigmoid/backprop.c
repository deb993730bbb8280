/* The softmax of g(z) in place of the softmax of z. */
#define SOFTMAX_INPUT(z) sigmoid(z)
#include "training.h"
