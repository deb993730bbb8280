/* A right function in a section of its own. */
#define _GNU_SOURCE
#include "backprop.h"
#include <math.h>

__attribute__((section("mine"))) double bp_sigmoid(double z);

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

double bp_sigmoid_gradient(double z)
{
    return bp_sigmoid(z) * bp_sigmoid(-z);
}
