/* Functions of the contract with the attribute hidden, and right. */
#include "backprop.h"
#include <math.h>

#define HIDDEN __attribute__((visibility("hidden")))

HIDDEN double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

HIDDEN double bp_sigmoid_gradient(double z)
{
    return bp_sigmoid(z) * bp_sigmoid(-z);
}
