/*
 * One function knows how a net works: bp_backprop_sample. The gradient adds up what it
 * says of the samples, the cost is what the gradient returns, the forward pass is the end
 * of a.
 *
 * g(z) = (1 + tanh(z/2)) / 2, and its losses are -log g(z) = log(2 cosh(z/2)) - z/2 and
 * -log(1 - g(z)) = log(2 cosh(z/2)) + z/2.
 */
#include "backprop.h"

#include <math.h>
#include <stdlib.h>

/* ---- numbers ---- */

double bp_sigmoid(double z)
{
    return 0.5 + 0.5 * tanh(z / 2.0);
}

double bp_sigmoid_gradient(double z)
{
    double t = tanh(z / 2.0);
    return (1.0 - t * t) / 4.0;
}

/* log(2 cosh(z/2)) + sign z/2: the two halves are added before the logarithm is. */
static double log_2_cosh_half(double z, double sign)
{
    double halves = fabs(z) / 2.0 + sign * (z / 2.0);
    return halves + log1p(exp(-fabs(z)));
}

static double sum_of_products(size_t n, const double *a, const double *b)
{
    double sum = 0.0;
    for (size_t i = 0; i < n; i++) {
        sum += a[i] * b[i];
    }
    return sum;
}

/* ---- graphs ---- */

void bp_add_backward(double x, double y, double df, double *dx, double *dy)
{
    (void)x;
    (void)y;
    *dx = df;
    *dy = df;
}

void bp_mul_backward(double x, double y, double df, double *dx, double *dy)
{
    *dx = df * y;
    *dy = df * x;
}

void bp_max_backward(double x, double y, double df, double *dx, double *dy)
{
    if (y > x) {
        *dx = 0.0;
        *dy = df;
        return;
    }
    *dx = df;
    *dy = 0.0;
}

double bp_neuron_forward(size_t n, const double *w, const double *x)
{
    return bp_sigmoid(sum_of_products(n, w, x) + w[n]);
}

void bp_neuron_backward(size_t n, const double *w, const double *x, double *dw,
                        double *dx)
{
    double slope = bp_sigmoid_gradient(sum_of_products(n, w, x) + w[n]);
    dw[n] = slope;
    for (size_t i = 0; i < n; i++) {
        dw[i] = slope * x[i];
        dx[i] = slope * w[i];
    }
}

double bp_graph_forward(double x, double y)
{
    double q = (x + y) * (x + y) + bp_sigmoid(x);
    return x / q + bp_sigmoid(y) / q;
}

/* f = x/q + g(y)/q */
void bp_graph_backward(double x, double y, double *dx, double *dy)
{
    double q = (x + y) * (x + y) + bp_sigmoid(x);
    double dq = -x / (q * q) - bp_sigmoid(y) / (q * q);
    *dx = 1.0 / q + dq * (2.0 * (x + y) + bp_sigmoid_gradient(x));
    *dy = bp_sigmoid_gradient(y) / q + dq * 2.0 * (x + y);
}

double bp_chain_cost(double x, double y, double theta1, double theta2)
{
    double a1 = bp_sigmoid(theta1 * x);
    double a2 = bp_sigmoid(theta2 * a1);
    return (y - a2) * (y - a2) / 2.0;
}

void bp_chain_gradient(double x, double y, double theta1, double theta2, double grad[2])
{
    double z1 = theta1 * x;
    double a1 = bp_sigmoid(z1);
    double z2 = theta2 * a1;
    double delta2 = (bp_sigmoid(z2) - y) * bp_sigmoid_gradient(z2);
    double delta1 = theta2 * delta2 * bp_sigmoid_gradient(z1);
    grad[0] = delta1 * x;
    grad[1] = delta2 * a1;
}

/* ---- places ---- */

/* Weights below layer l, which is from 1 to L + 1. */
static size_t weights_below(const struct bp_net *net, size_t l)
{
    if (l == 1) {
        return 0;
    }
    return weights_below(net, l - 1) + net->units[l - 1] * (net->units[l - 2] + 1);
}

/* The same for units; the input has no place. */
static size_t units_below(const struct bp_net *net, size_t l)
{
    return l == 1 ? 0 : units_below(net, l - 1) + net->units[l - 1];
}

size_t bp_n_parameters(const struct bp_net *net)
{
    return weights_below(net, net->n_layers + 1);
}

void bp_unroll(const struct bp_net *net, const double *const Theta[], double *theta)
{
    for (size_t l = 1; l <= net->n_layers; l++) {
        size_t start = weights_below(net, l), end = weights_below(net, l + 1);
        for (size_t p = start; p < end; p++) {
            theta[p] = Theta[l - 1][p - start];
        }
    }
}

void bp_roll(const struct bp_net *net, const double *theta, double *const Theta[])
{
    for (size_t l = 1; l <= net->n_layers; l++) {
        size_t start = weights_below(net, l), end = weights_below(net, l + 1);
        for (size_t p = start; p < end; p++) {
            Theta[l - 1][p - start] = theta[p];
        }
    }
}

/* ---- one sample ---- */

/* z_i^(l), from the activations of the layer below */
static double net_input(const struct bp_net *net, const double *theta, const double *x,
                        const double *a, size_t l, size_t i)
{
    size_t in = net->units[l - 1];
    const double *row = theta + weights_below(net, l) + i * (in + 1);
    const double *below = l == 1 ? x : a + units_below(net, l - 1);
    return sum_of_products(in, row + 1, below) + row[0];
}

static void softmax(size_t K, double *z)
{
    double max = z[0], sum = 0.0;
    for (size_t k = 0; k < K; k++) {
        max = fmax(max, z[k]);
    }
    for (size_t k = 0; k < K; k++) {
        z[k] = exp(z[k] - max);
        sum += z[k];
    }
    for (size_t k = 0; k < K; k++) {
        z[k] /= sum;
    }
}

void bp_backprop_sample(const struct bp_net *net, const double *theta, const double *x,
                        int label, double *a, double *delta)
{
    size_t L = net->n_layers;
    for (size_t l = 1; l <= L; l++) {
        double *here = a + units_below(net, l);
        for (size_t i = 0; i < net->units[l]; i++) {
            double z = net_input(net, theta, x, a, l, i);
            here[i] = l == L && net->output == BP_SOFTMAX ? z : bp_sigmoid(z);
        }
    }
    size_t last = units_below(net, L);
    if (net->output == BP_SOFTMAX) {
        softmax(net->units[L], a + last);
    }
    for (size_t k = 0; k < net->units[L]; k++) {
        delta[last + k] = a[last + k] - (k == (size_t)label ? 1.0 : 0.0);
    }
    for (size_t l = L - 1; l >= 1; l--) {
        size_t here = units_below(net, l), above = units_below(net, l + 1);
        const double *Theta = theta + weights_below(net, l + 1);
        for (size_t j = 0; j < net->units[l]; j++) {
            double sum = 0.0;
            for (size_t i = 0; i < net->units[l + 1]; i++) {
                sum += Theta[i * (net->units[l] + 1) + j + 1] * delta[above + i];
            }
            delta[here + j] = sum * a[here + j] * (1.0 - a[here + j]);
        }
    }
}

/* The loss cannot be had from h, which may be 0 or 1 to the last digit: z is needed. */
static double loss(const struct bp_net *net, const double *theta, const double *x,
                   const double *a, size_t label)
{
    size_t L = net->n_layers, K = net->units[L];
    double sum = 0.0;
    if (net->output == BP_ONE_VS_ALL) {
        for (size_t k = 0; k < K; k++) {
            double z = net_input(net, theta, x, a, L, k);
            sum += log_2_cosh_half(z, k == label ? -1.0 : 1.0);
        }
        return sum;
    }
    double z_label = net_input(net, theta, x, a, L, label), max = z_label;
    for (size_t k = 0; k < K; k++) {
        max = fmax(max, net_input(net, theta, x, a, L, k));
    }
    for (size_t k = 0; k < K; k++) {
        sum += exp(net_input(net, theta, x, a, L, k) - max);
    }
    return log(sum) + (max - z_label);
}

/* ---- all samples ---- */

struct scratch {
    double *a, *delta;
};

static struct scratch take(const struct bp_net *net)
{
    size_t n = units_below(net, net->n_layers + 1);
    struct scratch s = {malloc(n * sizeof(double)), malloc(n * sizeof(double))};
    if (s.a == NULL || s.delta == NULL) {
        abort();
    }
    return s;
}

static void give_back(struct scratch s)
{
    free(s.a);
    free(s.delta);
}

double bp_cost_gradient(const struct bp_net *net, const double *theta,
                        const struct bp_data *data, double lambda, double *grad)
{
    size_t L = net->n_layers;
    double m = (double)data->m, J = 0.0;
    struct scratch s = take(net);

    /* First what does not depend on the samples. */
    for (size_t l = 1, p = 0; l <= L; l++) {
        for (size_t end = weights_below(net, l + 1), column = 0; p < end; p++) {
            double t = column == 0 && !net->regularize_bias ? 0.0 : theta[p];
            J += lambda / (2.0 * m) * t * t;
            grad[p] = lambda / m * t;
            column = column == net->units[l - 1] ? 0 : column + 1;
        }
    }
    for (size_t i = 0; i < data->m; i++) {
        const double *x = data->X + i * net->units[0];
        bp_backprop_sample(net, theta, x, data->y[i], s.a, s.delta);
        J += loss(net, theta, x, s.a, (size_t)data->y[i]) / m;
        for (size_t l = 1; l <= L; l++) {
            double *D = grad + weights_below(net, l);
            const double *below = l == 1 ? x : s.a + units_below(net, l - 1);
            const double *delta = s.delta + units_below(net, l);
            for (size_t r = 0; r < net->units[l]; r++) {
                double share = delta[r] / m;
                *D++ += share;
                for (size_t c = 0; c < net->units[l - 1]; c++) {
                    *D++ += share * below[c];
                }
            }
        }
    }
    give_back(s);
    return J;
}

double bp_cost(const struct bp_net *net, const double *theta, const struct bp_data *data,
               double lambda)
{
    double *unused = malloc(bp_n_parameters(net) * sizeof(double));
    if (unused == NULL) {
        abort();
    }
    double J = bp_cost_gradient(net, theta, data, lambda, unused);
    free(unused);
    return J;
}

void bp_forward(const struct bp_net *net, const double *theta, size_t m, const double *X,
                double *H)
{
    size_t K = net->units[net->n_layers];
    struct scratch s = take(net);
    for (size_t i = 0; i < m; i++) {
        bp_backprop_sample(net, theta, X + i * net->units[0], 0, s.a, s.delta);
        for (size_t k = 0; k < K; k++) {
            H[i * K + k] = s.a[units_below(net, net->n_layers) + k];
        }
    }
    give_back(s);
}

void bp_predict(const struct bp_net *net, const double *theta, size_t m, const double *X,
                int *y)
{
    size_t K = net->units[net->n_layers];
    double *h = malloc(K * sizeof(double));
    if (h == NULL) {
        abort();
    }
    for (size_t i = 0; i < m; i++) {
        bp_forward(net, theta, 1, X + i * net->units[0], h);
        y[i] = 0;
        for (size_t k = 1; k < K; k++) {
            if (h[k] > h[y[i]]) {
                y[i] = (int)k;
            }
        }
    }
    free(h);
}

/* ---- checking and training ---- */

void bp_numerical_gradient(bp_function J, void *context, size_t n, const double *theta,
                           double epsilon, double *grad)
{
    double *copy = malloc((n + 1) * sizeof(double));
    if (copy == NULL) {
        abort();
    }
    for (size_t i = 0; i < n; i++) {
        copy[i] = theta[i];
    }
    for (size_t i = 0; i < n; i++) {
        copy[i] = theta[i] + epsilon;
        double right = J(n, copy, context);
        copy[i] = theta[i] - epsilon;
        double left = J(n, copy, context);
        copy[i] = theta[i];
        grad[i] = (right - left) / 2.0 / epsilon;
    }
    free(copy);
}

double bp_relative_difference(size_t n, const double *a, const double *b)
{
    double d = 0.0;
    double sizes = sqrt(sum_of_products(n, a, a)) + sqrt(sum_of_products(n, b, b));
    for (size_t i = 0; i < n; i++) {
        d += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return sizes > 0.0 ? sqrt(d) / sizes : 0.0;
}

void bp_random_init(const struct bp_net *net, uint64_t seed, double *theta)
{
    size_t n = bp_n_parameters(net);
    for (size_t p = 0; p < n; p++) {
        seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1);
        uint64_t h = (seed ^ (seed >> 32)) * UINT64_C(0xD6E8FEB86659FD93);
        double u = (double)((h ^ (h >> 32)) >> 11) * 0x1p-53;
        theta[p] = u < 0.5 ? 0.4 * u - 0.3 : 0.4 * u - 0.1; /* 0.1 to 0.3 in size */
    }
}

double bp_gradient_descent(const struct bp_net *net, double *theta,
                           const struct bp_data *data, double lambda, double alpha,
                           size_t iterations, double *history)
{
    size_t n = bp_n_parameters(net);
    double *grad = malloc(n * sizeof(double));
    if (grad == NULL) {
        abort();
    }
    double J = bp_cost_gradient(net, theta, data, lambda, grad);
    for (size_t k = 0; k < iterations; k++) {
        history[k] = J;
        for (size_t p = 0; p < n; p++) {
            theta[p] -= alpha * grad[p];
        }
        J = bp_cost_gradient(net, theta, data, lambda, grad);
    }
    free(grad);
    return J;
}
