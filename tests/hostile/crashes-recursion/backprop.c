/* Calls itself without an end. The message says so. */
#include "backprop.h"
#include <math.h>

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

static double deeper(volatile double *z)
{
    volatile double copy = *z + 1;
    return deeper(&copy) + copy;
}

double bp_sigmoid_gradient(double z)
{
    volatile double start = z;
    z += 0 * deeper(&start);
    return bp_sigmoid(z) * bp_sigmoid(-z);
}
