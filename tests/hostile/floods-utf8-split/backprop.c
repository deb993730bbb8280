/* Prints so much of two bytes a character that any limit cuts through one. */
#include "backprop.h"
#include <math.h>
#include <stdio.h>

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

static void attack(void)
{
    putchar('x');
    for (int i = 0; i < 4096; i++)
        fputs("\xc3\xa9", stdout);
}

double bp_sigmoid_gradient(double z)
{
    attack();
    return bp_sigmoid(z) * bp_sigmoid(-z);
}
