/* Fails in an assertion, whose line is shown. */
#include "backprop.h"
#include <assert.h>
#include <math.h>

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

static void attack(void)
{
    assert(1 + 1 == 3);
}

double bp_sigmoid_gradient(double z)
{
    attack();
    return bp_sigmoid(z) * bp_sigmoid(-z);
}
