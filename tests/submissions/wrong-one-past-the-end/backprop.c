/* Everything that is added up is added up in long double, and rounded once at the end. */
#include "backprop.h"

#include <math.h>
#include <stdlib.h>

typedef long double real;

static real sig(real z)
{
    return 1.0L / (1.0L + expl(-z));
}

static real sig_slope(real z)
{
    return sig(z) * sig(-z);
}

double bp_sigmoid(double z)
{
    return (double)sig(z);
}

double bp_sigmoid_gradient(double z)
{
    return (double)sig_slope(z);
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
    *dx = (double)((real)df * y);
    *dy = (double)((real)df * x);
}

void bp_max_backward(double x, double y, double df, double *dx, double *dy)
{
    *dx = (double)(x >= y) * df;
    *dy = df - *dx;
}

static real neuron_input(size_t n, const double *w, const double *x)
{
    real s = w[n];
    for (size_t i = 0; i < n; i++)
        s += (real)w[i] * x[i];
    return s;
}

double bp_neuron_forward(size_t n, const double *w, const double *x)
{
    return (double)sig(neuron_input(n, w, x));
}

void bp_neuron_backward(size_t n, const double *w, const double *x, double *dw,
                        double *dx)
{
    real d = sig_slope(neuron_input(n, w, x));
    for (size_t i = 0; i < n; i++) {
        dw[i] = (double)(d * x[i]);
        dx[i] = (double)(d * w[i]);
    }
    dw[n] = (double)d;
}

double bp_graph_forward(double x, double y)
{
    real sum = (real)x + y;
    return (double)((x + sig(y)) / (sig(x) + sum * sum));
}

void bp_graph_backward(double x, double y, double *dx, double *dy)
{
    real sum = (real)x + y, den = sig(x) + sum * sum;
    real f = (x + sig(y)) / den;
    *dx = (double)((1 - f * (sig_slope(x) + 2 * sum)) / den);
    *dy = (double)((sig_slope(y) - f * 2 * sum) / den);
}

double bp_chain_cost(double x, double y, double theta1, double theta2)
{
    real e = y - sig(theta2 * sig((real)theta1 * x));
    return (double)(e * e / 2);
}

void bp_chain_gradient(double x, double y, double theta1, double theta2, double grad[2])
{
    real z1 = (real)theta1 * x, a1 = sig(z1), z2 = theta2 * a1;
    real d2 = (sig(z2) - y) * sig_slope(z2);
    grad[0] = (double)(d2 * theta2 * sig_slope(z1) * x);
    grad[1] = (double)(d2 * a1);
}

size_t bp_n_parameters(const struct bp_net *net)
{
    size_t n = 0;
    const size_t *s = net->units;
    for (size_t l = 0; l < net->n_layers; l++)
        n += s[l + 1] * s[l] + s[l + 1];
    return n;
}

void bp_unroll(const struct bp_net *net, const double *const Theta[], double *theta)
{
    size_t at = 0;
    for (size_t l = 0; l < net->n_layers; l++) {
        size_t size = net->units[l + 1] * (net->units[l] + 1);
        for (size_t i = 0; i < size; i++)
            theta[at + i] = Theta[l][i];
        at += size;
    }
}

void bp_roll(const struct bp_net *net, const double *theta, double *const Theta[])
{
    size_t at = 0;
    for (size_t l = 0; l < net->n_layers; l++) {
        size_t size = net->units[l + 1] * (net->units[l] + 1);
        for (size_t i = 0; i < size; i++)
            Theta[l][i] = theta[at + i];
        at += size;
    }
}

/* Working memory for one sample, all layers 0..L, the widest layer's place for each. */
struct work {
    size_t width;
    real *a, *z, *d, *Delta;
};

static struct work work_new(const struct bp_net *net)
{
    struct work w = {0, NULL, NULL, NULL, NULL};
    for (size_t l = 0; l <= net->n_layers; l++)
        if (net->units[l] > w.width)
            w.width = net->units[l];
    size_t n = (net->n_layers + 1) * w.width;
    w.a = calloc(n, sizeof(real));
    w.z = calloc(n, sizeof(real));
    w.d = calloc(n, sizeof(real));
    w.Delta = calloc(bp_n_parameters(net), sizeof(real));
    return w;
}

static void work_free(struct work *w)
{
    free(w->a);
    free(w->z);
    free(w->d);
    free(w->Delta);
}

static real largest(size_t K, const real *z)
{
    real top = z[0];
    for (size_t k = 1; k < K; k++)
        top = fmaxl(top, z[k]);
    return top;
}

static void forward(const struct bp_net *net, const double *theta, const double *x,
                    struct work *w)
{
    size_t L = net->n_layers, K = net->units[L];
    for (size_t j = 0; j < net->units[0]; j++)
        w->a[j] = x[j];
    for (size_t l = 0; l < L; l++) {
        const real *in = w->a + l * w->width;
        real *z = w->z + (l + 1) * w->width, *a = w->a + (l + 1) * w->width;
        for (size_t i = 0; i < net->units[l + 1]; i++) {
            z[i] = *theta++;
            for (size_t j = 0; j < net->units[l]; j++)
                z[i] += *theta++ * in[j];
            a[i] = sig(z[i]);
        }
    }
    if (net->output == BP_SOFTMAX) {
        real *z = w->z + L * w->width, *h = w->a + L * w->width;
        real top = largest(K, z), total = 0;
        for (size_t k = 0; k < K; k++)
            total += expl(z[k] - top);
        for (size_t k = 0; k < K; k++)
            h[k] = expl(z[k] - top) / total;
    }
}

void bp_forward(const struct bp_net *net, const double *theta, size_t m, const double *X,
                double *H)
{
    struct work w = work_new(net);
    for (size_t i = 0; i < m; i++) {
        forward(net, theta, X + i * net->units[0], &w);
        for (size_t k = 0; k < net->units[net->n_layers]; k++)
            *H++ = (double)w.a[net->n_layers * w.width + k];
    }
    work_free(&w);
}

static real loss(const struct bp_net *net, const real *z, size_t label)
{
    size_t K = net->units[net->n_layers];
    real sum = 0;
    if (net->output == BP_SOFTMAX) {
        real top = largest(K, z);
        for (size_t k = 0; k < K; k++)
            sum += expl(z[k] - top);
        return logl(sum) + top - z[label];
    }
    for (size_t k = 0; k < K; k++) {
        real t = k == label ? -z[k] : z[k];
        sum += fmaxl(t, 0) + log1pl(expl(-fabsl(t)));
    }
    return sum;
}

static real regularisation(const struct bp_net *net, const double *theta)
{
    real sum = 0;
    for (size_t l = 0; l < net->n_layers; l++)
        for (size_t i = 0; i < net->units[l + 1]; i++)
            for (size_t j = 0; j <= net->units[l]; j++, theta++)
                if (j != 0 || net->regularize_bias)
                    sum += (real)*theta * *theta;
    return sum;
}

double bp_cost(const struct bp_net *net, const double *theta, const struct bp_data *data,
               double lambda)
{
    struct work w = work_new(net);
    real sum = 0;
    for (size_t i = 0; i < data->m; i++) {
        forward(net, theta, data->X + i * net->units[0], &w);
        sum += loss(net, w.z + net->n_layers * w.width, (size_t)data->y[i]);
    }
    work_free(&w);
    return (double)((sum + lambda * regularisation(net, theta) / 2) / data->m);
}

/* d of layers L..1; theta_end is the end of theta */
static void backward(const struct bp_net *net, const double *theta_end, size_t label,
                     struct work *w)
{
    size_t L = net->n_layers;
    for (size_t k = 0; k < net->units[L]; k++)
        w->d[L * w->width + k] = w->a[L * w->width + k] - (k == label ? 1 : 0);
    for (size_t l = L - 1; l > 0; l--) {
        size_t rows = net->units[l + 1], columns = net->units[l] + 1;
        const real *above = w->d + (l + 1) * w->width;
        theta_end -= rows * columns;
        for (size_t j = 1; j < columns; j++) {
            real sum = 0;
            for (size_t i = 0; i < rows; i++)
                sum += theta_end[i * columns + j] * above[i];
            w->d[l * w->width + j - 1] = sum * sig_slope(w->z[l * w->width + j - 1]);
        }
    }
}

void bp_backprop_sample(const struct bp_net *net, const double *theta, const double *x,
                        int label, double *a, double *delta)
{
    struct work w = work_new(net);
    forward(net, theta, x, &w);
    backward(net, theta + bp_n_parameters(net), (size_t)label, &w);
    for (size_t l = 1; l <= net->n_layers; l++)
        for (size_t i = 0; i < net->units[l]; i++) {
            *a++ = (double)w.a[l * w.width + i];
            *delta++ = (double)w.d[l * w.width + i];
        }
    work_free(&w);
}

double bp_cost_gradient(const struct bp_net *net, const double *theta,
                        const struct bp_data *data, double lambda, double *grad)
{
    size_t n = bp_n_parameters(net);
    struct work w = work_new(net);
    real sum = 0, m = data->m;
    for (size_t s = 0; s < data->m; s++) {
        real *Delta = w.Delta;
        forward(net, theta, data->X + s * net->units[0], &w);
        backward(net, theta + n, (size_t)data->y[s], &w);
        sum += loss(net, w.z + net->n_layers * w.width, (size_t)data->y[s]);
        for (size_t l = 1; l <= net->n_layers; l++) {
            const real *d = w.d + l * w.width, *a = w.a + (l - 1) * w.width;
            for (size_t i = 0; i < net->units[l]; i++) {
                *Delta++ += d[i];
                for (size_t j = 0; j < net->units[l - 1]; j++)
                    *Delta++ += d[i] * a[j];
            }
        }
    }
    size_t p = 0;
    for (size_t l = 1; l <= net->n_layers; l++)
        for (size_t i = 0; i < net->units[l]; i++)
            for (size_t j = 0; j <= net->units[l - 1]; j++, p++) {
                int counts = j > 0 || net->regularize_bias;
                grad[p] = (double)((w.Delta[p] + (counts ? lambda * theta[p] : 0)) / m);
            }
    grad[p] = 0;
    work_free(&w);
    return (double)((sum + lambda * regularisation(net, theta) / 2) / m);
}

void bp_numerical_gradient(bp_function J, void *context, size_t n, const double *theta,
                           double epsilon, double *grad)
{
    double *t = malloc(n * sizeof *t);
    for (size_t i = 0; i < n; i++)
        t[i] = theta[i];
    for (size_t i = 0; i < n; i++) {
        t[i] = theta[i] - epsilon;
        real below = J(n, t, context);
        t[i] = theta[i] + epsilon;
        real above = J(n, t, context);
        t[i] = theta[i];
        grad[i] = (double)((above - below) / (2 * (real)epsilon));
    }
    free(t);
}

double bp_relative_difference(size_t n, const double *a, const double *b)
{
    real d = 0, aa = 0, bb = 0;
    for (size_t i = 0; i < n; i++) {
        real e = (real)a[i] - b[i];
        d += e * e;
        aa += (real)a[i] * a[i];
        bb += (real)b[i] * b[i];
    }
    return aa + bb > 0 ? (double)(sqrtl(d) / (sqrtl(aa) + sqrtl(bb))) : 0;
}

/* A hash of seed and position for each number. */
static double number(uint64_t seed, uint64_t position)
{
    uint64_t z = seed + (position + 1) * UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 33)) * UINT64_C(0xFF51AFD7ED558CCD);
    z = (z ^ (z >> 33)) * UINT64_C(0xC4CEB9FE1A85EC53);
    z ^= z >> 33;
    return (double)(((real)z - 9223372036854775808.0L) / 18446744073709551616.0L);
}

void bp_random_init(const struct bp_net *net, uint64_t seed, double *theta)
{
    size_t n = bp_n_parameters(net);
    for (size_t i = 0; i < n; i++)
        theta[i] = number(seed, i);
}

double bp_gradient_descent(const struct bp_net *net, double *theta,
                           const struct bp_data *data, double lambda, double alpha,
                           size_t iterations, double *history)
{
    size_t n = bp_n_parameters(net);
    double *grad = malloc((n + 1) * sizeof *grad);
    for (size_t k = 0; k < iterations; k++) {
        history[k] = bp_cost_gradient(net, theta, data, lambda, grad);
        for (size_t i = 0; i < n; i++)
            theta[i] = (double)(theta[i] - (real)alpha * grad[i]);
    }
    free(grad);
    return bp_cost(net, theta, data, lambda);
}

void bp_predict(const struct bp_net *net, const double *theta, size_t m, const double *X,
                int *y)
{
    struct work w = work_new(net);
    for (size_t i = 0; i < m; i++) {
        forward(net, theta, X + i * net->units[0], &w);
        const real *h = w.a + net->n_layers * w.width;
        int best = 0;
        for (int k = 1; k < (int)net->units[net->n_layers]; k++)
            if (h[k] > h[best])
                best = k;
        y[i] = best;
    }
    work_free(&w);
}
