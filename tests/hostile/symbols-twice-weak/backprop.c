/* A weak definition, a wrong one; the strong one stands in the other file. */
#include "backprop.h"
#include <math.h>

__attribute__((weak)) double bp_sigmoid(double z)
{
    return z;
}

double bp_sigmoid_gradient(double z)
{
    double e = exp(-fabs(z));
    return e / (1 + e) / (1 + e);
}
