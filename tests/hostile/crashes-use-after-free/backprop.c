/* Uses memory that it has freed. The answer depends on who got it since. */
#include "backprop.h"
#include <math.h>
#include <stdlib.h>

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

static double twice(double z)
{
    double *volatile copy = calloc(16, sizeof *copy);
    copy[9] = z;
    free(copy);
    return copy[9];
}

double bp_sigmoid_gradient(double z)
{
    z = twice(z);
    return bp_sigmoid(z) * bp_sigmoid(-z);
}
