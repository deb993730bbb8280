/* Asks for options that change what floating point means, for a function that does not
 * care. */
#include "backprop.h"
#include <math.h>

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

__attribute__((optimize("O0", "fast-math"))) static double square(double x)
{
    return x * x;
}

double bp_sigmoid_gradient(double z)
{
    (void)square(z);
    return bp_sigmoid(z) * bp_sigmoid(-z);
}
