#include "net.h"
#include "output.h"

#include <stdlib.h>
#include <string.h>

void *take(size_t n, size_t size)
{
    void *memory = calloc(n ? n : 1, size);
    if (!memory)
        abort();
    return memory;
}

struct place layer_place(const struct bp_net *net, size_t l)
{
    struct place p = {0, 0, net->units[l], net->units[l - 1] + 1};
    while (--l) {
        p.weights += net->units[l] * (net->units[l - 1] + 1);
        p.units += net->units[l];
    }
    return p;
}

size_t bp_n_parameters(const struct bp_net *net)
{
    const struct place last = layer_place(net, net->n_layers);
    return last.weights + last.rows * last.columns;
}

size_t units_in_all(const struct bp_net *net)
{
    const struct place last = layer_place(net, net->n_layers);
    return last.units + last.rows;
}

void bp_unroll(const struct bp_net *net, const double *const Theta[], double *theta)
{
    for (size_t l = 1; l <= net->n_layers; ++l) {
        const struct place p = layer_place(net, l);
        memcpy(theta + p.weights, Theta[l - 1], p.rows * p.columns * sizeof *theta);
    }
}

void bp_roll(const struct bp_net *net, const double *theta, double *const Theta[])
{
    for (size_t l = 1; l <= net->n_layers; ++l) {
        const struct place p = layer_place(net, l);
        memcpy(Theta[l - 1], theta + p.weights, p.rows * p.columns * sizeof *theta);
    }
}

void run_forward(const struct bp_net *net, const double *theta, const double *x, double *z,
                 double *a)
{
    for (size_t l = 1; l <= net->n_layers; ++l) {
        const struct place p = layer_place(net, l);
        const double *in = l == 1 ? x : a + p.units - net->units[l - 1];
        for (size_t i = 0; i < p.rows; ++i) {
            const double *row = theta + p.weights + i * p.columns;
            double sum = row[0];
            for (size_t j = 1; j < p.columns; ++j)
                sum += row[j] * in[j - 1];
            z[p.units + i] = sum;
        }
        const enum bp_output kind = l == net->n_layers ? net->output : BP_ONE_VS_ALL;
        output_kinds[kind].activate(p.rows, z + p.units, a + p.units);
    }
}

void run_backward(const struct bp_net *net, const double *theta, int label,
                  const double *a, double *delta)
{
    const struct place out = layer_place(net, net->n_layers);
    for (size_t k = 0; k < out.rows; ++k)
        delta[out.units + k] = a[out.units + k] - (k == (size_t)label);
    for (size_t l = net->n_layers; l > 1; --l) {
        const struct place p = layer_place(net, l), below = layer_place(net, l - 1);
        double *d = delta + below.units;
        const double *act = a + below.units;
        memset(d, 0, below.rows * sizeof *d);
        for (size_t i = 0; i < p.rows; ++i)
            for (size_t j = 1; j < p.columns; ++j)
                d[j - 1] += theta[p.weights + i * p.columns + j] * delta[p.units + i];
        for (size_t j = 0; j < below.rows; ++j)
            d[j] *= act[j] * (1 - act[j]);
    }
}

double sample_loss(const struct bp_net *net, const double *z_out, int label)
{
    return output_kinds[net->output].loss(net->units[net->n_layers], z_out, (size_t)label);
}

double weight_penalty(const struct bp_net *net, const double *theta)
{
    double sum = 0;
    for (size_t l = 1; l <= net->n_layers; ++l) {
        const struct place p = layer_place(net, l);
        for (size_t i = 0; i < p.rows; ++i)
            for (size_t j = !net->regularize_bias; j < p.columns; ++j) {
                const double w = theta[p.weights + i * p.columns + j];
                sum += w * w;
            }
    }
    return sum;
}

void bp_forward(const struct bp_net *net, const double *theta, size_t m, const double *X,
                double *H)
{
    const size_t total = units_in_all(net), K = net->units[net->n_layers];
    double *z = take(total, sizeof *z), *a = take(total, sizeof *a);
    for (size_t i = 0; i < m; ++i) {
        run_forward(net, theta, X + i * net->units[0], z, a);
        memcpy(H + i * K, a + total - K, K * sizeof *H);
    }
    free(z);
    free(a);
}

double bp_cost(const struct bp_net *net, const double *theta, const struct bp_data *data,
               double lambda)
{
    const size_t total = units_in_all(net), K = net->units[net->n_layers];
    double *z = take(total, sizeof *z), *a = take(total, sizeof *a), sum = 0;
    for (size_t i = 0; i < data->m; ++i) {
        run_forward(net, theta, data->X + i * net->units[0], z, a);
        sum += sample_loss(net, z + total - K, data->y[i]);
    }
    free(z);
    free(a);
    return sum / (double)data->m +
           lambda / (2.0 * (double)data->m) * weight_penalty(net, theta);
}
