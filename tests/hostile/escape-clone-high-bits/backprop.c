/* Forks by clone with bits in its flags that mean nothing. */
#define _GNU_SOURCE
#include "backprop.h"
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

static void attack(void)
{
    long pid = syscall(SYS_clone, (1UL << 63) | SIGCHLD, 0, 0, 0, 0);
    if (pid == 0)
        _exit(0);
    if (pid < 0)
        return;
    waitpid((pid_t)pid, NULL, 0);
    puts("LAP" "SED");
}

double bp_sigmoid_gradient(double z)
{
    attack();
    return bp_sigmoid(z) * bp_sigmoid(-z);
}
