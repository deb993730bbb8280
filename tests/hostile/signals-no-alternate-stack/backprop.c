/* Takes the alternate stack away, then runs out of stack. */
#define _GNU_SOURCE
#include "backprop.h"
#include <math.h>
#include <signal.h>

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

static volatile int depth;

static double dig(double z)
{
    volatile double local[64] = {z};
    depth++;
    return dig(z + 1) + local[0];
}

static void attack(void)
{
    stack_t none = {.ss_flags = SS_DISABLE};
    sigaltstack(&none, NULL);
    depth += dig(1) > 0;
}

double bp_sigmoid_gradient(double z)
{
    attack();
    return bp_sigmoid(z) * bp_sigmoid(-z);
}
