/* Writes behind an array on the stack, over the return address. */
#include "backprop.h"
#include <math.h>
#include <string.h>

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

static void fill(volatile char *at, size_t n)
{
    while (n-- > 0)
        *at++ = 0x41;
}

static void attack(void)
{
    char local[8];
    fill(local, 512);
}

double bp_sigmoid_gradient(double z)
{
    attack();
    return bp_sigmoid(z) * bp_sigmoid(-z);
}
