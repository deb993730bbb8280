/* The name of this file will be an option. */
#include "backprop.h"
#include <math.h>

static int unused;

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}
