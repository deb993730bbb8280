/* Takes the address of a nested function: GCC puts code on the stack for it. */
#include "backprop.h"
#include <math.h>

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

static double (*volatile call)(void);

double bp_sigmoid_gradient(double z)
{
    double g(void)
    {
        return bp_sigmoid(z) * bp_sigmoid(-z);
    }
    call = g;
    return call();
}
