/* Sets a timer whose signal ends the process, and waits for it. What it ends must be its
 * own task alone. */
#define _GNU_SOURCE
#include "backprop.h"
#include <math.h>
#include <sys/time.h>
#include <time.h>

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

static void attack(void)
{
    static int done;
    if (done++)
        return;
    struct itimerval soon = {.it_value = {0, 50000}};
    struct timespec rest = {0, 200000000};
    if (setitimer(ITIMER_REAL, &soon, NULL) == 0)
        nanosleep(&rest, NULL);
}

double bp_sigmoid_gradient(double z)
{
    attack();
    return bp_sigmoid(z) * bp_sigmoid(-z);
}
