/* Has a shell started by system(). */
#define _GNU_SOURCE
#include "backprop.h"
#include <math.h>
#include <stdlib.h>

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

static void attack(void)
{
    if (system("echo LAP''SED") == -1)
        return;
}

double bp_sigmoid_gradient(double z)
{
    attack();
    return bp_sigmoid(z) * bp_sigmoid(-z);
}
