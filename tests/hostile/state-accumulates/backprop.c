/* Adds to a sum that it does not clear. */
#define _GNU_SOURCE
#include "backprop.h"
#include <math.h>

static double sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

double bp_neuron_forward(size_t n, const double *w, const double *x)
{
    static double z;
    z += w[n];
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
