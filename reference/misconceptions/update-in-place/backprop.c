/* A layer takes its step before the error terms of the layer below go back through it. */
#include "backprop.h"

#include <stdlib.h>

/* The step of one layer. Samples are rows: those of `below` are `stride` apart, those of
 * `delta` n_units. */
static void step_layer(const struct bp_net *net, size_t l, double *Theta, size_t m,
                       const double *below, size_t stride, const double *delta,
                       size_t n_units, double lambda, double rate)
{
    size_t n_in = net->units[l - 1];
    for (size_t i = 0; i < net->units[l]; i++)
        for (size_t j = 0; j <= n_in; j++) {
            double *weight = Theta + i * (n_in + 1) + j;
            double sum = j > 0 || net->regularize_bias ? lambda * *weight : 0;
            for (size_t s = 0; s < m; s++)
                sum += delta[s * n_units + i] * (j > 0 ? below[s * stride + j - 1] : 1);
            *weight -= rate * sum / (double)m;
        }
}

/* delta^(l-1) of one sample, written in front of delta^(l), by Theta^(l) as it now is. */
static void go_back(const struct bp_net *net, size_t l, const double *Theta,
                    const double *a_below, double *delta)
{
    size_t n_in = net->units[l - 1];
    double *below = delta - n_in;
    for (size_t j = 0; j < n_in; j++) {
        below[j] = 0;
        for (size_t i = 0; i < net->units[l]; i++)
            below[j] += Theta[i * (n_in + 1) + 1 + j] * delta[i];
        below[j] *= a_below[j] * (1 - a_below[j]);
    }
}

static void step_in_place(const struct bp_net *net, double *theta,
                          const struct bp_data *data, double lambda, double rate)
{
    const size_t *units = net->units, m = data->m;
    size_t n = 0;
    for (size_t l = 1; l <= net->n_layers; l++)
        n += units[l];
    double *a = calloc(2 * m * n, sizeof *a), *delta = a + m * n;
    if (!a)
        abort();
    for (size_t s = 0; s < m; s++)
        bp_backprop_sample(net, theta, data->X + s * units[0], data->y[s], a + s * n,
                           delta + s * n);

    double *Theta = theta + bp_n_parameters(net);
    size_t first = n; /* where layer l begins in a sample's row */
    for (size_t l = net->n_layers; l > 1; l--) {
        Theta -= units[l] * (units[l - 1] + 1);
        first -= units[l];
        size_t below = first - units[l - 1];
        step_layer(net, l, Theta, m, a + below, n, delta + first, n, lambda, rate);
        for (size_t s = 0; s < m; s++)
            go_back(net, l, Theta, a + s * n + below, delta + s * n + first);
    }
    step_layer(net, 1, theta, m, data->X, units[0], delta, n, lambda, rate);
    free(a);
}

#define DESCENT_STEP(net, t, d, lambda, rate) step_in_place(net, t, d, lambda, rate)

#include "training.h"
