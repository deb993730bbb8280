/* Writes bytes one by one, through no buffer. */
#define _GNU_SOURCE
#include "backprop.h"
#include <math.h>
#include <unistd.h>

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

static void attack(void)
{
    static int done;
    if (done++)
        return;
    for (int i = 0; i < 100000; i++)
        if (write(1, ".", 1) < 0)
            return;
}

double bp_sigmoid_gradient(double z)
{
    attack();
    return bp_sigmoid(z) * bp_sigmoid(-z);
}
