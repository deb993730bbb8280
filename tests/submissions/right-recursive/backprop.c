/* A layer knows the layer below it by its input and the layer above it by a call: forward is the
 * way into the recursion, backward the way out. */
#include "backprop.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* 0 sigmoid, 1 its slope: one function for both. */
static double g(double z, int derivative)
{
    double h = 1.0 / (1.0 + exp(-z));
    return derivative ? h * (1.0 / (1.0 + exp(z))) : h;
}

double bp_sigmoid(double z) { return g(z, 0); }
double bp_sigmoid_gradient(double z) { return g(z, 1); }

/* ---- gates ---- */

void bp_add_backward(double x, double y, double df, double *dx, double *dy)
{
    (void)x, (void)y;
    *dx = 1.0 * df;
    *dy = 1.0 * df;
}

void bp_mul_backward(double x, double y, double df, double *dx, double *dy)
{
    *dy = df * x;
    *dx = df * y;
}

void bp_max_backward(double x, double y, double df, double *dx, double *dy)
{
    double *winner = x < y ? dy : dx, *loser = x < y ? dx : dy;
    *winner = df;
    *loser = 0.0;
}

/* w.x for the first n entries, by halves */
static double dot(size_t n, const double *w, const double *x)
{
    if (n == 0)
        return 0;
    if (n == 1)
        return w[0] * x[0];
    return dot(n / 2, w, x) + dot(n - n / 2, w + n / 2, x + n / 2);
}

double bp_neuron_forward(size_t n, const double *w, const double *x)
{
    return g(dot(n, w, x) + w[n], 0);
}

static void scale(size_t n, const double *v, double by, double *out)
{
    if (n == 0)
        return;
    *out = *v * by;
    scale(n - 1, v + 1, by, out + 1);
}

void bp_neuron_backward(size_t n, const double *w, const double *x, double *dw,
                        double *dx)
{
    double slope = g(dot(n, w, x) + w[n], 1);
    scale(n, x, slope, dw);
    scale(n, w, slope, dx);
    dw[n] = slope;
}

/* The graph is made of the gates above; a quotient is a product with the inverse. */
struct value {
    double v, d;
};

double bp_graph_forward(double x, double y)
{
    return (x + g(y, 0)) * (1.0 / (g(x, 0) + pow(x + y, 2)));
}

void bp_graph_backward(double x, double y, double *dx, double *dy)
{
    struct value num = {x + g(y, 0), 0}, sum = {x + y, 0}, sigx = {g(x, 0), 0};
    struct value square = {sum.v * sum.v, 0}, den = {sigx.v + square.v, 0};
    struct value inverse = {1.0 / den.v, 0};
    double left, right, from_num, from_sum_x, from_sum_y, from_sigx, from_sigy;

    bp_mul_backward(num.v, inverse.v, 1.0, &num.d, &inverse.d);
    den.d = inverse.d * (-1.0 / (den.v * den.v));
    bp_add_backward(sigx.v, square.v, den.d, &sigx.d, &square.d);
    bp_mul_backward(sum.v, sum.v, square.d, &left, &right);
    sum.d = left + right;
    bp_add_backward(x, y, sum.d, &from_sum_x, &from_sum_y);
    bp_add_backward(x, g(y, 0), num.d, &from_num, &from_sigy);
    from_sigx = g(x, 1) * sigx.d;
    *dx = from_sum_x + from_num + from_sigx;
    *dy = from_sum_y + g(y, 1) * from_sigy;
}

double bp_chain_cost(double x, double y, double theta1, double theta2)
{
    return pow(y - g(theta2 * g(theta1 * x, 0), 0), 2) / 2;
}

/* Two neurons as a recursion of depth two; returns dE/d(input). */
static double link_back(int depth, double input, double y, const double *theta,
                        double *grad)
{
    if (depth == 0)
        return input - y;
    double z = *theta * input;
    double dz = link_back(depth - 1, g(z, 0), y, theta + 1, grad + 1) * g(z, 1);
    *grad = dz * input;
    return dz * *theta;
}

void bp_chain_gradient(double x, double y, double theta1, double theta2, double grad[2])
{
    double theta[2] = {theta1, theta2};
    link_back(2, x, y, theta, grad);
}

/* ---- the net ---- */

static size_t count(const size_t *units, size_t layers)
{
    return layers == 0 ? 0 : units[1] * (units[0] + 1) + count(units + 1, layers - 1);
}

size_t bp_n_parameters(const struct bp_net *net)
{
    return count(net->units, net->n_layers);
}

static void copy_layers(const size_t *units, size_t layers, double *const *Theta,
                        double *theta, bool unroll)
{
    if (layers == 0)
        return;
    size_t n = units[1] * (units[0] + 1);
    memcpy(unroll ? theta : *Theta, unroll ? *Theta : theta, n * sizeof(double));
    copy_layers(units + 1, layers - 1, Theta + 1, theta + n, unroll);
}

void bp_unroll(const struct bp_net *net, const double *const Theta[], double *theta)
{
    copy_layers(net->units, net->n_layers, (double *const *)Theta, theta, true);
}

void bp_roll(const struct bp_net *net, const double *theta, double *const Theta[])
{
    copy_layers(net->units, net->n_layers, Theta, (double *)theta, false);
}

/* What a trip through the net may bring home; any of it may be NULL. */
struct trip {
    const struct bp_net *net;
    size_t label;
    bool back;                /* go backward, too */
    double *h;                /* outputs */
    double *loss;             /* += */
    double *activations;      /* layers 1..L */
    double *deltas;           /* layers 1..L */
    double *Delta;            /* += delta [1 a]^T, in the order of theta */
};

static double log_sum_exp(size_t K, const double *z)
{
    double max = z[0], sum = 0;
    for (size_t k = 1; k < K; k++)
        max = z[k] > max ? z[k] : max;
    for (size_t k = 0; k < K; k++)
        sum += exp(z[k] - max);
    return max + log(sum);
}

static void output(const struct bp_net *net, size_t K, const double *z, double *h)
{
    double total = net->output == BP_SOFTMAX ? log_sum_exp(K, z) : 0;
    for (size_t k = 0; k < K; k++)
        h[k] = net->output == BP_SOFTMAX ? exp(z[k] - total) : g(z[k], 0);
}

static double output_loss(const struct bp_net *net, size_t K, const double *z, size_t label)
{
    if (net->output == BP_SOFTMAX)
        return log_sum_exp(K, z) - z[label];
    double sum = 0;
    for (size_t k = 0; k < K; k++) {
        double t = k == label ? -z[k] : z[k];
        sum += (t > 0 ? t : 0) + log1p(exp(t > 0 ? -t : t));
    }
    return sum;
}

/* Enters layer l with the activations a of layer l - 1. On the way out, da gets the loss's
 * derivative by a, except into the input layer. `done` units and `p` weights lie below. */
static void travel(const struct trip *trip, size_t l, const double *theta, const double *a,
                   double *da, size_t done, size_t p)
{
    const struct bp_net *net = trip->net;
    size_t in = net->units[l - 1], out = net->units[l], L = net->n_layers;
    double *z = calloc(4 * out, sizeof(double));
    double *h = z + out, *dh = h + out, *delta = dh + out;
    assert(z);

    for (size_t i = 0; i < out; i++)
        z[i] = theta[i * (in + 1)] + dot(in, theta + i * (in + 1) + 1, a);
    if (l == L) {
        output(net, out, z, h);
        if (trip->h)
            memcpy(trip->h, h, out * sizeof(double));
        if (trip->loss)
            *trip->loss += output_loss(net, out, z, trip->label);
        for (size_t k = 0; k < out; k++)
            delta[k] = k == trip->label ? h[k] - 1 : h[k];
    } else {
        for (size_t i = 0; i < out; i++)
            h[i] = g(z[i], 0);
        travel(trip, l + 1, theta + out * (in + 1), h, dh, done + out,
               p + out * (in + 1));
        for (size_t i = 0; i < out && trip->back; i++)
            delta[i] = dh[i] * g(z[i], 1);
    }
    if (trip->activations)
        memcpy(trip->activations + done, h, out * sizeof(double));
    if (trip->deltas)
        memcpy(trip->deltas + done, delta, out * sizeof(double));
    for (size_t i = 0; i < out && trip->Delta; i++) {
        double *row = trip->Delta + p + i * (in + 1);
        row[0] += delta[i];
        for (size_t j = 0; j < in; j++)
            row[1 + j] += delta[i] * a[j];
    }
    for (size_t j = 0; j < in && da && trip->back; j++) {
        da[j] = 0;
        for (size_t i = 0; i < out; i++)
            da[j] += theta[i * (in + 1) + 1 + j] * delta[i];
    }
    free(z);
}

void bp_forward(const struct bp_net *net, const double *theta, size_t m, const double *X,
                double *H)
{
    if (m == 0)
        return;
    struct trip trip = {.net = net, .label = SIZE_MAX, .h = H};
    travel(&trip, 1, theta, X, NULL, 0, 0);
    bp_forward(net, theta, m - 1, X + net->units[0], H + net->units[net->n_layers]);
}

static double penalty(const size_t *units, size_t layers, const double *theta, bool bias)
{
    if (layers == 0)
        return 0;
    double sum = 0;
    for (size_t i = 0; i < units[1]; i++, theta += units[0] + 1)
        sum += dot(units[0], theta + 1, theta + 1) + (bias ? theta[0] * theta[0] : 0);
    return sum + penalty(units + 1, layers - 1, theta, bias);
}

static double all_samples(const struct bp_net *net, const double *theta,
                          const struct bp_data *data, double lambda, double *Delta)
{
    double loss = 0, m = (double)data->m;
    struct trip trip = {.net = net, .back = Delta != NULL, .loss = &loss, .Delta = Delta};
    for (size_t i = 0; i < data->m; i++) {
        trip.label = (size_t)data->y[i];
        travel(&trip, 1, theta, data->X + i * net->units[0], NULL, 0, 0);
    }
    return loss / m + lambda * penalty(net->units, net->n_layers, theta,
                                       net->regularize_bias != 0) / (2 * m);
}

double bp_cost(const struct bp_net *net, const double *theta, const struct bp_data *data,
               double lambda)
{
    return all_samples(net, theta, data, lambda, NULL);
}

void bp_backprop_sample(const struct bp_net *net, const double *theta, const double *x,
                        int label, double *a, double *delta)
{
    struct trip trip = {.net = net, .label = (size_t)label, .back = true,
                        .activations = a, .deltas = delta};
    travel(&trip, 1, theta, x, NULL, 0, 0);
}

static void finish(const size_t *units, size_t layers, const double *theta, double *grad,
                   bool bias, double lambda, double m)
{
    if (layers == 0)
        return;
    for (size_t i = 0; i < units[1]; i++)
        for (size_t j = 0; j <= units[0]; j++, grad++, theta++)
            *grad = *grad / m + (j > 0 || bias ? lambda * *theta / m : 0);
    finish(units + 1, layers - 1, theta, grad, bias, lambda, m);
}

double bp_cost_gradient(const struct bp_net *net, const double *theta,
                        const struct bp_data *data, double lambda, double *grad)
{
    memset(grad, 0, bp_n_parameters(net) * sizeof(double));
    double J = all_samples(net, theta, data, lambda, grad);
    finish(net->units, net->n_layers, theta, grad, net->regularize_bias != 0, lambda,
           (double)data->m);
    return J;
}

/* ---- checking ---- */

static double shifted(bp_function J, void *context, size_t n, double *copy, size_t i,
                      double by)
{
    double kept = copy[i];
    copy[i] = kept + by;
    double value = J(n, copy, context);
    copy[i] = kept;
    return value;
}

void bp_numerical_gradient(bp_function J, void *context, size_t n, const double *theta,
                           double epsilon, double *grad)
{
    double *copy = malloc(n * sizeof(double));
    assert(copy);
    memcpy(copy, theta, n * sizeof(double));
    for (size_t i = 0; i < n; i++)
        grad[i] = (shifted(J, context, n, copy, i, epsilon) -
                   shifted(J, context, n, copy, i, -epsilon)) /
                  (2 * epsilon);
    free(copy);
}

static double square_sum(size_t n, const double *a, const double *b)
{
    if (n == 0)
        return 0;
    if (n == 1)
        return b ? (a[0] - b[0]) * (a[0] - b[0]) : a[0] * a[0];
    size_t half = n / 2;
    return square_sum(half, a, b) + square_sum(n - half, a + half, b ? b + half : NULL);
}

double bp_relative_difference(size_t n, const double *a, const double *b)
{
    double sizes = sqrt(square_sum(n, a, NULL)) + sqrt(square_sum(n, b, NULL));
    return sizes > 0 ? sqrt(square_sum(n, a, b)) / sizes : 0;
}

/* ---- training ---- */

static uint64_t splitmix(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9E3779B97F4A7C15));
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

/* Normal numbers of deviation 0.1 (Box and Muller); those beyond 0.5 are drawn again. */
static double normal(uint64_t *state)
{
    double u = ((double)(splitmix(state) >> 11) + 1) * 0x1p-53;
    double v = (double)(splitmix(state) >> 11) * 0x1p-53;
    double x = 0.1 * sqrt(-2 * log(u)) * cos(6.283185307179586 * v);
    return fabs(x) <= 0.5 ? x : normal(state);
}

void bp_random_init(const struct bp_net *net, uint64_t seed, double *theta)
{
    for (size_t n = bp_n_parameters(net); n > 0; n--)
        *theta++ = normal(&seed);
}

static double descend(const struct bp_net *net, double *theta, const struct bp_data *data,
                      double lambda, double alpha, size_t left, double *history,
                      double *grad)
{
    if (left == 0)
        return bp_cost(net, theta, data, lambda);
    *history = bp_cost_gradient(net, theta, data, lambda, grad);
    for (size_t i = 0; i < bp_n_parameters(net); i++)
        theta[i] -= alpha * grad[i];
    return descend(net, theta, data, lambda, alpha, left - 1, history + 1, grad);
}

double bp_gradient_descent(const struct bp_net *net, double *theta,
                           const struct bp_data *data, double lambda, double alpha,
                           size_t iterations, double *history)
{
    double *grad = malloc(bp_n_parameters(net) * sizeof(double));
    double J = descend(net, theta, data, lambda, alpha, iterations, history, grad);
    free(grad);
    return J;
}

static size_t largest(const double *h, size_t K)
{
    if (K == 1)
        return 0;
    size_t best = largest(h, K - 1);
    return h[K - 1] > h[best] ? K - 1 : best;
}

void bp_predict(const struct bp_net *net, const double *theta, size_t m, const double *X,
                int *y)
{
    size_t K = net->units[net->n_layers];
    double *h = malloc(K * sizeof(double));
    for (size_t i = 0; i < m; i++) {
        bp_forward(net, theta, 1, X + i * net->units[0], h);
        y[i] = (int)largest(h, K);
    }
    free(h);
}
