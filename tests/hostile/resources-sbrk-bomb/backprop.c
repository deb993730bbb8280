/* Moves the end of the heap as far as it goes, and back. A weak grader has no limit. */
#define _GNU_SOURCE
#include "backprop.h"
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

enum { MANY = 96 }; /* pieces of 64 MiB */

static void attack(void)
{
    const intptr_t bytes = 1 << 26;
    int n = 0;
    while (n < MANY && sbrk(bytes) != (void *)-1)
        n++;
    if (n == MANY)
        puts("LAP" "SED");
    while (n-- > 0)
        sbrk(-bytes);
}

double bp_sigmoid_gradient(double z)
{
    attack();
    return bp_sigmoid(z) * bp_sigmoid(-z);
}
