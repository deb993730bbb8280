/* Allocates and touches until it is stopped, and goes on where there is no more. A weak
 * grader lets the machine run out of memory. */
#include "backprop.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

static void attack(void)
{
    for (;;) {
        char *volatile more = malloc(1 << 20);
        if (more)
            memset(more, 1, 1 << 20);
    }
}

double bp_sigmoid_gradient(double z)
{
    attack();
    return bp_sigmoid(z) * bp_sigmoid(-z);
}
