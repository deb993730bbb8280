/* Restricts itself by Landlock. It may: less is no more. */
#define _GNU_SOURCE
#include "backprop.h"
#include <math.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

static void attack(void)
{
    unsigned long long rules = 1;
    if (syscall(444, &rules, sizeof rules, 0) < 0)
        return; /* landlock_create_ruleset, the same number on every architecture */
}

double bp_sigmoid_gradient(double z)
{
    attack();
    return bp_sigmoid(z) * bp_sigmoid(-z);
}
