/* Starts a thread that crashes some milliseconds later. It costs its own task alone. */
#define _GNU_SOURCE
#include "backprop.h"
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

static void *crash(void *context)
{
    usleep(20000);
    abort();
    return context;
}

static void attack(void)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, crash, NULL) == 0)
        usleep(200000);
}

double bp_sigmoid_gradient(double z)
{
    attack();
    return bp_sigmoid(z) * bp_sigmoid(-z);
}
