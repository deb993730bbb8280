/*
 * backpropagation exercise
 *
 * All work on the net is done in net_machine(). It keeps its numbers in static arrays,
 * which are filled anew in every call. WHAT says how far to go.
 */
#include "backprop.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define MAX_LAYERS 64
#define MAX_UNITS 100000 /* of all layers together */
#define MAX_WEIGHTS 2000000

enum { FORWARD, PREDICT, COST, SAMPLE, GRADIENT };

static double Z[MAX_UNITS], A[MAX_UNITS], DELTA[MAX_UNITS];
static double BIG_DELTA[MAX_WEIGHTS];
static size_t UNIT_START[MAX_LAYERS + 1], WEIGHT_START[MAX_LAYERS + 1];
static double MOVED[MAX_WEIGHTS]; /* bp_numerical_gradient's copy of theta */

double bp_sigmoid(double z)
{
    double e;
    if (z < 0)
        goto negative;
    return 1.0 / (1.0 + exp(-z));
negative:
    e = exp(z);
    return e / (e + 1.0);
}

double bp_sigmoid_gradient(double z)
{
    return bp_sigmoid(z) * bp_sigmoid(-z);
}

void bp_add_backward(double x, double y, double df, double *dx, double *dy)
{
    (void)x;
    (void)y;
    *dx = df;
    *dy = df;
}

void bp_mul_backward(double x, double y, double df, double *dx, double *dy)
{
    *dx = y * df;
    *dy = x * df;
}

void bp_max_backward(double x, double y, double df, double *dx, double *dy)
{
    *dx = 0.0;
    *dy = 0.0;
    if (y > x)
        *dy = df;
    else
        *dx = df;
}

double bp_neuron_forward(size_t n, const double *w, const double *x)
{
    double z = 0.0;
    size_t i = 0;
again:
    if (i == n)
        return bp_sigmoid(z + w[n]);
    z += w[i] * x[i];
    i++;
    goto again;
}

void bp_neuron_backward(size_t n, const double *w, const double *x, double *dw,
                        double *dx)
{
    double f = bp_neuron_forward(n, w, x);
    double slope = f * (1.0 - f);
    size_t i;
    for (i = 0; i < n; i++) {
        dw[i] = x[i] * slope;
        dx[i] = w[i] * slope;
    }
    dw[n] = slope;
}

double bp_graph_forward(double x, double y)
{
    double top = x + bp_sigmoid(y);
    double bottom = bp_sigmoid(x) + (x + y) * (x + y);
    return top / bottom;
}

void bp_graph_backward(double x, double y, double *dx, double *dy)
{
    double top = x + bp_sigmoid(y);
    double bottom = bp_sigmoid(x) + (x + y) * (x + y);
    double f = top / bottom;
    double dtop = 1.0 / bottom;
    double dbottom = -f / bottom;

    *dx = dtop;
    *dy = dtop * bp_sigmoid_gradient(y);
    *dx += dbottom * bp_sigmoid_gradient(x);
    *dx += dbottom * 2.0 * (x + y);
    *dy += dbottom * 2.0 * (x + y);
}

double bp_chain_cost(double x, double y, double theta1, double theta2)
{
    double out = bp_sigmoid(theta2 * bp_sigmoid(theta1 * x));
    return 0.5 * (y - out) * (y - out);
}

void bp_chain_gradient(double x, double y, double theta1, double theta2, double grad[2])
{
    double a1, a2, d;
    a1 = bp_sigmoid(theta1 * x);
    a2 = bp_sigmoid(theta2 * a1);
    d = -(y - a2) * a2 * (1.0 - a2);
    grad[1] = d * a1;
    d = d * theta2 * a1 * (1.0 - a1);
    grad[0] = d * x;
}

size_t bp_n_parameters(const struct bp_net *net)
{
    size_t l, n = 0;
    for (l = 0; l < net->n_layers; l++)
        n += (net->units[l] + 1) * net->units[l + 1];
    return n;
}

void bp_unroll(const struct bp_net *net, const double *const Theta[], double *theta)
{
    size_t l = 0, i = 0, k = 0, n = bp_n_parameters(net);
next:
    if (k == n)
        return;
    if (i == (net->units[l] + 1) * net->units[l + 1]) {
        l++;
        i = 0;
        goto next;
    }
    theta[k++] = Theta[l][i++];
    goto next;
}

void bp_roll(const struct bp_net *net, const double *theta, double *const Theta[])
{
    size_t l = 0, i = 0, k = 0, n = bp_n_parameters(net);
next:
    if (k == n)
        return;
    if (i == (net->units[l] + 1) * net->units[l + 1]) {
        l++;
        i = 0;
        goto next;
    }
    Theta[l][i++] = theta[k++];
    goto next;
}

/* The whole net: X is m x units[0]. What WHAT does not need may be NULL. Returns J. */
static double net_machine(int what, const struct bp_net *net, const double *theta,
                          size_t m, const double *X, const int *y, double lambda,
                          double *out1, double *out2, int *classes)
{
    size_t L = net->n_layers, K = net->units[L];
    size_t s = 0, l, i, j, k, in, out, best;
    const double *below;
    double *z, *h, *d, *w;
    double J = 0.0, squares = 0.0, sum, max, t;

    if (L > MAX_LAYERS)
        goto too_large;
    UNIT_START[0] = 0;
    WEIGHT_START[0] = 0;
    for (l = 1; l <= L; l++) {
        UNIT_START[l] = UNIT_START[l - 1] + net->units[l];
        WEIGHT_START[l] = WEIGHT_START[l - 1] + net->units[l] * (net->units[l - 1] + 1);
    }
    if (UNIT_START[L] > MAX_UNITS || WEIGHT_START[L] > MAX_WEIGHTS)
        goto too_large;
    if (what == GRADIENT)
        for (k = 0; k < WEIGHT_START[L]; k++)
            BIG_DELTA[k] = 0.0;

next_sample:
    if (s == m)
        goto all_samples;

    /* forward */
    l = 1;
    below = X + s * net->units[0];
next_layer:
    in = net->units[l - 1];
    out = net->units[l];
    z = Z + UNIT_START[l - 1];
    h = A + UNIT_START[l - 1];
    for (i = 0; i < out; i++) {
        const double *row = theta + WEIGHT_START[l - 1] + i * (in + 1);
        z[i] = row[0];
        for (j = 1; j <= in; j++)
            z[i] += row[j] * below[j - 1];
    }
    if (l == L && net->output == BP_SOFTMAX)
        goto softmax;
    for (i = 0; i < out; i++)
        h[i] = bp_sigmoid(z[i]);
    if (l == L)
        goto sigmoid_losses;
    below = h;
    l++;
    goto next_layer;

softmax:
    max = z[0];
    for (k = 1; k < K; k++)
        if (z[k] > max)
            max = z[k];
    sum = 0.0;
    for (k = 0; k < K; k++) {
        h[k] = exp(z[k] - max);
        sum += h[k];
    }
    for (k = 0; k < K; k++)
        h[k] /= sum;
    if (what == COST || what == GRADIENT)
        J += log(sum) + max - z[y[s]];
    goto output_done;

sigmoid_losses:
    if (what != COST && what != GRADIENT)
        goto output_done;
    for (k = 0; k < K; k++) {
        t = (int)k == y[s] ? z[k] : -z[k];
        J += t > 0 ? log1p(exp(-t)) : log1p(exp(t)) - t; /* - log g(t) */
    }

output_done:
    if (what == FORWARD) {
        for (k = 0; k < K; k++)
            out1[s * K + k] = h[k];
        goto sample_done;
    }
    if (what == PREDICT) {
        best = 0;
        for (k = 1; k < K; k++)
            if (h[k] > h[best])
                best = k;
        classes[s] = (int)best;
        goto sample_done;
    }
    if (what == COST)
        goto sample_done;

    /* backward */
    d = DELTA + UNIT_START[L - 1];
    for (k = 0; k < K; k++)
        d[k] = h[k] - ((int)k == y[s]);
    for (l = L; l > 1; l--) {
        in = net->units[l - 1];
        for (j = 0; j < in; j++) {
            sum = 0.0;
            for (i = 0; i < net->units[l]; i++)
                sum += DELTA[UNIT_START[l - 1] + i] *
                       theta[WEIGHT_START[l - 1] + i * (in + 1) + j + 1];
            t = A[UNIT_START[l - 2] + j];
            DELTA[UNIT_START[l - 2] + j] = sum * t * (1.0 - t);
        }
    }
    if (what == SAMPLE) {
        for (k = 0; k < UNIT_START[L]; k++) {
            out1[k] = A[k];
            out2[k] = DELTA[k];
        }
        return 0.0;
    }
    for (l = 1; l <= L; l++) {
        in = net->units[l - 1];
        below = l == 1 ? X + s * in : A + UNIT_START[l - 2];
        w = BIG_DELTA + WEIGHT_START[l - 1];
        for (i = 0; i < net->units[l]; i++) {
            t = DELTA[UNIT_START[l - 1] + i];
            *w++ += t;
            for (j = 0; j < in; j++)
                *w++ += t * below[j];
        }
    }
sample_done:
    s++;
    goto next_sample;

all_samples:
    if (what != COST && what != GRADIENT)
        return 0.0;
    for (l = 1; l <= L; l++) {
        in = net->units[l - 1];
        for (i = 0; i < net->units[l]; i++)
            for (j = 0; j <= in; j++) {
                k = WEIGHT_START[l - 1] + i * (in + 1) + j;
                t = theta[k];
                if (j == 0 && !net->regularize_bias)
                    t = 0.0;
                squares += t * t;
                if (what == GRADIENT)
                    out1[k] = BIG_DELTA[k] / m + lambda * t / m;
            }
    }
    return J / m + lambda / (2.0 * m) * squares;

too_large:
    fprintf(stderr, "the net is too large\n");
    abort();
}

void bp_forward(const struct bp_net *net, const double *theta, size_t m, const double *X,
                double *H)
{
    net_machine(FORWARD, net, theta, m, X, NULL, 0.0, H, NULL, NULL);
}

double bp_cost(const struct bp_net *net, const double *theta, const struct bp_data *data,
               double lambda)
{
    return net_machine(COST, net, theta, data->m, data->X, data->y, lambda, NULL, NULL,
                       NULL);
}

void bp_backprop_sample(const struct bp_net *net, const double *theta, const double *x,
                        int label, double *a, double *delta)
{
    net_machine(SAMPLE, net, theta, 1, x, &label, 0.0, a, delta, NULL);
}

double bp_cost_gradient(const struct bp_net *net, const double *theta,
                        const struct bp_data *data, double lambda, double *grad)
{
    return net_machine(GRADIENT, net, theta, data->m, data->X, data->y, lambda, grad,
                       NULL, NULL);
}

void bp_predict(const struct bp_net *net, const double *theta, size_t m, const double *X,
                int *y)
{
    net_machine(PREDICT, net, theta, m, X, NULL, 0.0, NULL, NULL, y);
}

void bp_numerical_gradient(bp_function J, void *context, size_t n, const double *theta,
                           double epsilon, double *grad)
{
    size_t i;
    if (n > MAX_WEIGHTS)
        abort();
    for (i = 0; i < n; i++)
        MOVED[i] = theta[i];
    for (i = 0; i < n; i++) {
        double plus, minus;
        MOVED[i] += epsilon;
        plus = J(n, MOVED, context);
        MOVED[i] = theta[i] - epsilon;
        minus = J(n, MOVED, context);
        MOVED[i] = theta[i];
        grad[i] = (plus - minus) / (2.0 * epsilon);
    }
}

double bp_relative_difference(size_t n, const double *a, const double *b)
{
    double na = 0.0, nb = 0.0, nd = 0.0;
    size_t i;
    for (i = 0; i < n; i++) {
        na += a[i] * a[i];
        nb += b[i] * b[i];
        nd += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return na + nb > 0.0 ? sqrt(nd) / (sqrt(na) + sqrt(nb)) : 0.0;
}

/* A linear congruential generator, whose high bits are mixed into the low ones. */
void bp_random_init(const struct bp_net *net, uint64_t seed, double *theta)
{
    uint64_t state = seed, mixed;
    size_t i, n = bp_n_parameters(net);
    for (i = 0; i < n; i++) {
        state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        mixed = (state ^ (state >> 32)) * UINT64_C(0xDA942042E4DD58B5);
        theta[i] = ((double)(mixed >> 11) / 9007199254740992.0 - 0.5) * 0.6;
    }
}

double bp_gradient_descent(const struct bp_net *net, double *theta,
                           const struct bp_data *data, double lambda, double alpha,
                           size_t iterations, double *history)
{
    static double grad[MAX_WEIGHTS];
    size_t k = 0, i;
    double J;
step:
    if (k == iterations) {
        J = bp_cost(net, theta, data, lambda);
        return J;
    }
    history[k] = bp_cost_gradient(net, theta, data, lambda, grad);
    for (i = 0; i < bp_n_parameters(net); i++)
        theta[i] = theta[i] - alpha * grad[i];
    k++;
    goto step;
}
