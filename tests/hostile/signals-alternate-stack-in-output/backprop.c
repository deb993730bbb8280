/* Puts the stack of the handler into the region of the outputs and crashes there. */
#define _GNU_SOURCE
#include "backprop.h"
#include <math.h>
#include <signal.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

static double sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

double bp_neuron_forward(size_t n, const double *w, const double *x)
{
    double z = w[n];
    for (size_t i = 0; i < n; i++)
        z += w[i] * x[i];
    return sigmoid(z);
}

static volatile int *volatile nowhere;

void bp_neuron_backward(size_t n, const double *w, const double *x, double *dw,
                        double *dx)
{
    size_t bytes = (size_t)sysconf(_SC_PAGESIZE);
    char *region = (char *)((uintptr_t)dw / bytes * bytes) - bytes;
    stack_t stack = {.ss_sp = region, .ss_size = 16 * bytes};
    dx[0] = w[n] + x[0];
    mprotect(region, 16 * bytes, PROT_READ | PROT_WRITE);
    sigaltstack(&stack, NULL);
    *nowhere = 1;
}
