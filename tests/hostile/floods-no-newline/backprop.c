/* Prints a single line of 100 MB. */
#include "backprop.h"
#include <math.h>
#include <stdio.h>

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

static void attack(void)
{
    static int done;
    if (done++)
        return;
    for (int i = 0; i < 100000000; i++)
        putchar('a' + i % 26);
}

double bp_sigmoid_gradient(double z)
{
    attack();
    return bp_sigmoid(z) * bp_sigmoid(-z);
}
