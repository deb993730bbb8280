/* Leaves a message in a queue for the next submission. */
#define _GNU_SOURCE
#include "backprop.h"
#include <fcntl.h>
#include <math.h>
#include <mqueue.h>
#include <stdio.h>
#include <unistd.h>

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

static void attack(void)
{
    struct mq_attr small = {.mq_maxmsg = 1, .mq_msgsize = 16};
    char name[32];
    snprintf(name, sizeof name, "/hostile-%d", (int)getpid());
    mqd_t queue = mq_open(name, O_CREAT | O_RDWR, 0600, &small);
    if (queue == (mqd_t)-1)
        return;
    puts("LAP" "SED");
    mq_close(queue);
    mq_unlink(name);
}

double bp_sigmoid_gradient(double z)
{
    attack();
    return bp_sigmoid(z) * bp_sigmoid(-z);
}
