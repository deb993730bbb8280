/* Makes a gigabyte of shared memory that outlives its process. A weak grader loses it to
 * each submission. */
#define _GNU_SOURCE
#include "backprop.h"
#include <math.h>
#include <stdio.h>
#include <sys/ipc.h>
#include <sys/shm.h>

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

static void attack(void)
{
    int id = shmget(IPC_PRIVATE, (size_t)1 << 30, IPC_CREAT | 0600);
    if (id < 0)
        return;
    shmctl(id, IPC_RMID, NULL);
    puts("LAP" "SED");
}

double bp_sigmoid_gradient(double z)
{
    attack();
    return bp_sigmoid(z) * bp_sigmoid(-z);
}
