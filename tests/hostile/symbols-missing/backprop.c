/* Calls a function that is defined nowhere. */
#include "backprop.h"
#include <math.h>

double slope_of_sigmoid(double z);

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

double bp_sigmoid_gradient(double z)
{
    return slope_of_sigmoid(z);
}
