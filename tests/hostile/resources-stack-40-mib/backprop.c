/* An array of 40 MiB on the stack, each page of it used: all points. */
#include "backprop.h"
#include <math.h>

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

static void attack(void)
{
    volatile char array[40 << 20];
    for (size_t i = 0; i < sizeof array; i += 4096)
        array[i] = 1;
}

double bp_sigmoid_gradient(double z)
{
    attack();
    return bp_sigmoid(z) * bp_sigmoid(-z);
}
