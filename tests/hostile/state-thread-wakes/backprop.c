/* Leaves a thread that sleeps most of the time, and wakes to compute a little. */
#define _GNU_SOURCE
#include "backprop.h"
#include <math.h>
#include <pthread.h>
#include <time.h>

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

static void *tick(void *context)
{
    struct timespec rest = {0, 2000000};
    for (volatile int n = 0;; n++)
        nanosleep(&rest, NULL);
    return context;
}

static void attack(void)
{
    static int done;
    pthread_t thread;
    if (done++ == 0 && pthread_create(&thread, NULL, tick, NULL) == 0)
        pthread_detach(thread);
}

double bp_sigmoid_gradient(double z)
{
    attack();
    return bp_sigmoid(z) * bp_sigmoid(-z);
}
