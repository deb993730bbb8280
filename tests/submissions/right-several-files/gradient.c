#include "net.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void bp_backprop_sample(const struct bp_net *net, const double *theta, const double *x,
                        int label, double *a, double *delta)
{
    double *z = take(units_in_all(net), sizeof *z);
    run_forward(net, theta, x, z, a);
    run_backward(net, theta, label, a, delta);
    free(z);
}

/* grad += share * delta [1 a]^T, layer by layer */
static void add_sample(const struct bp_net *net, const double *x, const double *a,
                       const double *delta, double *grad)
{
    for (size_t l = 1; l <= net->n_layers; ++l) {
        const struct place p = layer_place(net, l);
        const double *in = l == 1 ? x : a + p.units - net->units[l - 1];
        for (size_t i = 0; i < p.rows; ++i) {
            double *row = grad + p.weights + i * p.columns;
            const double d = delta[p.units + i];
            row[0] += d;
            for (size_t j = 1; j < p.columns; ++j)
                row[j] += d * in[j - 1];
        }
    }
}

double bp_cost_gradient(const struct bp_net *net, const double *theta,
                        const struct bp_data *data, double lambda, double *grad)
{
    const size_t n = bp_n_parameters(net), total = units_in_all(net);
    const double m = (double)data->m;
    double *z = take(total, sizeof *z), *a = take(total, sizeof *a);
    double *delta = take(total, sizeof *delta), sum = 0;

    memset(grad, 0, n * sizeof *grad);
    for (size_t i = 0; i < data->m; ++i) {
        const double *x = data->X + i * net->units[0];
        run_forward(net, theta, x, z, a);
        run_backward(net, theta, data->y[i], a, delta);
        add_sample(net, x, a, delta, grad);
        sum += sample_loss(net, z + total - net->units[net->n_layers], data->y[i]);
    }
    for (size_t l = 1; l <= net->n_layers; ++l) {
        const struct place p = layer_place(net, l);
        for (size_t k = p.weights; k < p.weights + p.rows * p.columns; ++k) {
            const int bias = (k - p.weights) % p.columns == 0;
            grad[k] /= m;
            if (!bias || net->regularize_bias)
                grad[k] += lambda / m * theta[k];
        }
    }
    free(z);
    free(a);
    free(delta);
    return sum / m + lambda / (2 * m) * weight_penalty(net, theta);
}

void bp_numerical_gradient(bp_function J, void *context, size_t n, const double *theta,
                           double epsilon, double *grad)
{
    double *t = take(n, sizeof *t);
    memcpy(t, theta, n * sizeof *t);
    for (size_t i = 0; i < n; ++i) {
        double J_at[2];
        for (int side = 0; side < 2; ++side) {
            t[i] = theta[i] + (side ? epsilon : -epsilon);
            J_at[side] = J(n, t, context);
        }
        t[i] = theta[i];
        grad[i] = (J_at[1] - J_at[0]) / (2 * epsilon);
    }
    free(t);
}

/* Scaled by the largest entry, so that no square is very large or small. */
static double norm(size_t n, const double *a, const double *b)
{
    double top = 0, sum = 0;
    for (size_t i = 0; i < n; ++i)
        top = fmax(top, fabs(b ? a[i] - b[i] : a[i]));
    if (top == 0)
        return 0;
    for (size_t i = 0; i < n; ++i) {
        const double v = (b ? a[i] - b[i] : a[i]) / top;
        sum += v * v;
    }
    return top * sqrt(sum);
}

double bp_relative_difference(size_t n, const double *a, const double *b)
{
    const double below = norm(n, a, NULL) + norm(n, b, NULL);
    return below == 0 ? 0 : norm(n, a, b) / below;
}
