/* Functions of the contract that are other names of functions of its own. */
#include "backprop.h"
#include <math.h>

static double mine(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

static double slope(double z)
{
    return mine(z) * mine(-z);
}

double bp_sigmoid(double z) __attribute__((alias("mine")));
double bp_sigmoid_gradient(double z) __attribute__((alias("slope")));
