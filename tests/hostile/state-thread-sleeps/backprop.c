/* Leaves a thread that waits for work, as a pool of threads does. */
#define _GNU_SOURCE
#include "backprop.h"
#include <math.h>
#include <pthread.h>

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

static void *wait(void *context)
{
    static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    static pthread_cond_t work = PTHREAD_COND_INITIALIZER;
    pthread_mutex_lock(&mutex);
    for (;;)
        pthread_cond_wait(&work, &mutex);
    return context;
}

static void attack(void)
{
    static int done;
    pthread_t thread;
    if (done++ == 0 && pthread_create(&thread, NULL, wait, NULL) == 0)
        pthread_detach(thread);
}

double bp_sigmoid_gradient(double z)
{
    attack();
    return bp_sigmoid(z) * bp_sigmoid(-z);
}
