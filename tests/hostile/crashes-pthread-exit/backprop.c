/* Ends its thread, the only one, in the middle of a call. */
#include "backprop.h"
#include <math.h>
#include <pthread.h>

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

static void attack(void)
{
    pthread_exit(NULL);
}

double bp_sigmoid_gradient(double z)
{
    attack();
    return bp_sigmoid(z) * bp_sigmoid(-z);
}
