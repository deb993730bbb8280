/* Adds noise of a millionth from rand(). */
#define _GNU_SOURCE
#include "backprop.h"
#include <math.h>
#include <stdlib.h>

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

double bp_sigmoid_gradient(double z)
{
    return bp_sigmoid(z) * bp_sigmoid(-z) * (1 + 1e-6 * (1 + rand() % 9));
}
