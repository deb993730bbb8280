/* Keeps its scratch in variables of the thread. */
#include "backprop.h"
#include <math.h>

static _Thread_local double scratch[2];
static _Thread_local double one = 1;

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

double bp_sigmoid_gradient(double z)
{
    scratch[0] = bp_sigmoid(z);
    scratch[1] = bp_sigmoid(-z);
    return one * scratch[0] * scratch[1];
}
