/* Catches its own crash, and has it happen again and again. */
#define _GNU_SOURCE
#include "backprop.h"
#include <math.h>
#include <signal.h>

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

static double *volatile nowhere;

static void again(int number)
{
    (void)number;
}

static void attack(void)
{
    signal(SIGSEGV, again);
    *nowhere = 1;
}

double bp_sigmoid_gradient(double z)
{
    attack();
    return bp_sigmoid(z) * bp_sigmoid(-z);
}
