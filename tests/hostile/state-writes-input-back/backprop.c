/* Changes an input for a moment, as a numerical gradient in place would, and puts it
 * back. */
#define _GNU_SOURCE
#include "backprop.h"
#include <math.h>

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

void bp_neuron_backward(size_t n, const double *w, const double *x, double *dw,
                        double *dx)
{
    double g = bp_neuron_forward(n, w, x);
    ((double *)x)[0] += 1e-6;
    dw[n] = bp_neuron_forward(n, w, x) - g;
    ((double *)x)[0] -= 1e-6;
    dx[0] = dw[n];
}
