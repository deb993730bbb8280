/* Leaves the rounding mode changed: everything that comes after is rounded up, the
 * worker's own arithmetic too. */
#define _GNU_SOURCE
#include "backprop.h"
#include <fenv.h>
#include <math.h>

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

double bp_sigmoid_gradient(double z)
{
    double g = bp_sigmoid(z) * bp_sigmoid(-z);
    fesetround(FE_UPWARD);
    return g;
}
