/* Uses the attribute cleanup, which is harmless. */
#define _GNU_SOURCE
#include "backprop.h"
#include <math.h>
#include <stdlib.h>

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

static void release(double **p)
{
    free(*p);
}

static void attack(void)
{
    __attribute__((cleanup(release))) double *p = malloc(sizeof *p);
    if (p)
        *p = 1;
}

double bp_sigmoid_gradient(double z)
{
    attack();
    return bp_sigmoid(z) * bp_sigmoid(-z);
}
