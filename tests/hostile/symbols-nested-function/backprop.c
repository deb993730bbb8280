/* A nested function that is called, and no more. GCC knows them. */
#include "backprop.h"
#include <math.h>

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

double bp_sigmoid_gradient(double z)
{
    double g(void)
    {
        return bp_sigmoid(z);
    }
    return g() * (bp_sigmoid(-z));
}
