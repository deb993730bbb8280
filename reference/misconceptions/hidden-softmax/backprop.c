/* The softmax in place of the sigmoid in the hidden layers. */
#define HIDDEN_UNIT(z, j, n) softmax(n, 1, z, j)
#include "training.h"
