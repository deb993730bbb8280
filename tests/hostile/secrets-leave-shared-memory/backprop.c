/* Leaves shared memory with a name. */
#define _GNU_SOURCE
#include "backprop.h"
#include <fcntl.h>
#include <math.h>
#include <sys/mman.h>
#include <unistd.h>

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

static void attack(void)
{
    int fd = shm_open("/hostile-memory", O_CREAT | O_RDWR, 0666);
    if (fd >= 0)
        close(fd);
}

double bp_sigmoid_gradient(double z)
{
    attack();
    return bp_sigmoid(z) * bp_sigmoid(-z);
}
