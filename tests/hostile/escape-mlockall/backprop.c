/* Locks all its memory. */
#define _GNU_SOURCE
#include "backprop.h"
#include <math.h>
#include <sys/mman.h>

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

static void attack(void)
{
    if (mlockall(MCL_CURRENT | MCL_FUTURE) == 0)
        munlockall();
}

double bp_sigmoid_gradient(double z)
{
    attack();
    return bp_sigmoid(z) * bp_sigmoid(-z);
}
