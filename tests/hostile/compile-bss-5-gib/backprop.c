/* A static array of 5 GiB: it can be linked, but not started. */
#include "backprop.h"
#include <math.h>

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

static volatile char huge[(size_t)5 << 30];

double bp_sigmoid_gradient(double z)
{
    huge[sizeof huge / 2] = 1;
    return bp_sigmoid(z) * bp_sigmoid(-z);
}
