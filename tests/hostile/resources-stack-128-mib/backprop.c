/* An array on the stack that does not fit. */
#include "backprop.h"
#include <math.h>

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

static void attack(void)
{
    volatile char array[128 << 20];
    for (size_t i = sizeof array; i >= 4096; i -= 4096)
        array[i - 1] = 1;
}

double bp_sigmoid_gradient(double z)
{
    attack();
    return bp_sigmoid(z) * bp_sigmoid(-z);
}
