/* Functions of the contract that are hidden, and right. */
#define _GNU_SOURCE
#include "backprop.h"
#include <math.h>

#pragma GCC visibility push(hidden)
double bp_sigmoid(double z);
double bp_sigmoid_gradient(double z);
#pragma GCC visibility pop

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

double bp_sigmoid_gradient(double z)
{
    return bp_sigmoid(z) * bp_sigmoid(-z);
}
