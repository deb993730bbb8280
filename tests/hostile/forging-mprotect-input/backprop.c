/* Tries to make its input writable and to change it. A weak grader maps it from a
 * descriptor that allows it. */
#define _GNU_SOURCE
#include "backprop.h"
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
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

double bp_neuron_forward(size_t n, const double *w, const double *x)
{
    size_t bytes = (size_t)sysconf(_SC_PAGESIZE);
    if (mprotect(page_of(w), bytes, PROT_READ | PROT_WRITE) == 0) {
        ((double *)w)[n] += 1;
        puts("LAP" "SED");
    }
    double z = w[n];
    for (size_t i = 0; i < n; i++)
        z += w[i] * x[i];
    return sigmoid(z);
}

void bp_neuron_backward(size_t n, const double *w, const double *x, double *dw,
                        double *dx)
{
    double z = w[n];
    for (size_t i = 0; i < n; i++)
        z += w[i] * x[i];
    double g = sigmoid(z) * sigmoid(-z);
    for (size_t i = 0; i < n; i++) {
        dw[i] = g * x[i];
        dx[i] = g * w[i];
    }
    dw[n] = g;
}
