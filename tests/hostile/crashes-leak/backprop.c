/* Right, but leaves memory behind in each call. All points, and a remark. */
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
    char *volatile lost = malloc(1000);
    if (lost)
        memset(lost, 1, 1000);
}

double bp_sigmoid_gradient(double z)
{
    attack();
    return bp_sigmoid(z) * bp_sigmoid(-z);
}
