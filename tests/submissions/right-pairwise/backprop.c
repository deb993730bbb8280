/* Sums are taken in pairs. A running sum keeps partial sums of 1, 2, 4, ... terms like
 * the binary digits of the number of terms: a new term carries as an increment does. The
 * same is done with whole gradients, of which there are never more than 64 then. */
#include "backprop.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LEVELS = 64 };

struct sum {
    uint64_t count;
    double level[LEVELS]; /* level[b] counts where bit b of count is set */
};

static void push(struct sum *sum, double term)
{
    size_t b = 0;
    for (; sum->count >> b & 1; b++)
        term += sum->level[b];
    sum->level[b] = term;
    sum->count++;
}

static double total(const struct sum *sum)
{
    double t = 0;
    for (size_t b = 0; sum->count >> b; b++)
        t += sum->count >> b & 1 ? sum->level[b] : 0;
    return t;
}

/* Short stretches are summed in a row of eight, then in pairs. */
static double dot(size_t n, const double *a, size_t step, const double *b)
{
    struct sum sum;
    sum.count = 0;
    for (size_t i = 0; i < n;) {
        size_t end = i + 8 < n ? i + 8 : n;
        double part = 0;
        for (; i < end; i++)
            part += a[i * step] * b[i];
        push(&sum, part);
    }
    return total(&sum);
}

static double *numbers(size_t n)
{
    double *p = malloc((n > 0 ? n : 1) * sizeof *p);
    if (!p)
        exit(EXIT_FAILURE);
    return p;
}

/* ---- Graphs ---- */

double bp_sigmoid(double z)
{
    double e = exp(-fabs(z)), small = e / (1 + e);
    return z < 0 ? small : 1 - small;
}

double bp_sigmoid_gradient(double z)
{
    double e = exp(-fabs(z)), small = e / (1 + e);
    return small - small * small;
}

void bp_add_backward(double x, double y, double df, double *dx, double *dy)
{
    (void)x, (void)y;
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
    *(x >= y ? dx : dy) = df;
    *(x >= y ? dy : dx) = 0;
}

double bp_neuron_forward(size_t n, const double *w, const double *x)
{
    return bp_sigmoid(dot(n, w, 1, x) + w[n]);
}

void bp_neuron_backward(size_t n, const double *w, const double *x, double *dw,
                        double *dx)
{
    double slope = bp_sigmoid_gradient(dot(n, w, 1, x) + w[n]);
    dw[n] = slope;
    for (size_t i = 0; i < n; i++)
        dw[i] = slope * x[i], dx[i] = slope * w[i];
}

double bp_graph_forward(double x, double y)
{
    double s = x + y;
    return (x + bp_sigmoid(y)) / fma(s, s, bp_sigmoid(x));
}

/* f = u / v: df = (du - f dv) / v */
void bp_graph_backward(double x, double y, double *dx, double *dy)
{
    double s = x + y, v = fma(s, s, bp_sigmoid(x)), f = (x + bp_sigmoid(y)) / v;
    *dx = (1 - f * (bp_sigmoid_gradient(x) + 2 * s)) / v;
    *dy = (bp_sigmoid_gradient(y) - f * (2 * s)) / v;
}

double bp_chain_cost(double x, double y, double theta1, double theta2)
{
    double r = y - bp_sigmoid(theta2 * bp_sigmoid(theta1 * x));
    return r * (r / 2);
}

void bp_chain_gradient(double x, double y, double theta1, double theta2, double grad[2])
{
    double a1 = bp_sigmoid(theta1 * x), r = bp_sigmoid(theta2 * a1) - y;
    double back = r * bp_sigmoid_gradient(theta2 * a1);
    grad[0] = x * (theta2 * bp_sigmoid_gradient(theta1 * x)) * back;
    grad[1] = a1 * back;
}

/* ---- The network ---- */

size_t bp_n_parameters(const struct bp_net *net)
{
    size_t n = 0;
    for (size_t l = 0; l < net->n_layers; l++)
        n += net->units[l + 1] * (net->units[l] + 1);
    return n;
}

static size_t n_units(const struct bp_net *net)
{
    size_t n = 0;
    for (size_t l = 0; l < net->n_layers; l++)
        n += net->units[l + 1];
    return n;
}

void bp_unroll(const struct bp_net *net, const double *const Theta[], double *theta)
{
    for (size_t l = 0, size; l < net->n_layers; l++, theta += size) {
        size = net->units[l + 1] * (net->units[l] + 1);
        memcpy(theta, Theta[l], size * sizeof *theta);
    }
}

void bp_roll(const struct bp_net *net, const double *theta, double *const Theta[])
{
    for (size_t l = 0, size; l < net->n_layers; l++, theta += size) {
        size = net->units[l + 1] * (net->units[l] + 1);
        memcpy(Theta[l], theta, size * sizeof *theta);
    }
}

/* Fills a, hidden layers and h; z^(L) goes to z. */
static void forward(const struct bp_net *net, const double *theta, const double *x,
                    double *a, double *z)
{
    size_t L = net->n_layers, K = net->units[L];
    for (size_t l = 0; l + 1 < L; l++) {
        size_t in = net->units[l], out = net->units[l + 1];
        for (size_t i = 0; i < out; i++, theta += in + 1)
            a[i] = bp_sigmoid(theta[0] + dot(in, theta + 1, 1, x));
        x = a;
        a += out;
    }
    size_t in = net->units[L - 1], best = 0;
    for (size_t k = 0; k < K; k++, theta += in + 1) {
        z[k] = theta[0] + dot(in, theta + 1, 1, x);
        best = z[k] > z[best] ? k : best;
    }
    if (net->output == BP_SOFTMAX) {
        struct sum sum;
        sum.count = 0;
        for (size_t k = 0; k < K; k++)
            push(&sum, a[k] = exp(z[k] - z[best]));
        for (size_t k = 0; k < K; k++)
            a[k] /= total(&sum);
    } else
        for (size_t k = 0; k < K; k++)
            a[k] = bp_sigmoid(z[k]);
}

static double softplus(double z)
{
    return z < 0 ? log1p(exp(z)) : z + log1p(exp(-z));
}

static double loss(const struct bp_net *net, const double *z, size_t label)
{
    size_t K = net->units[net->n_layers], best = 0;
    struct sum sum;
    sum.count = 0;
    if (net->output == BP_ONE_VS_ALL) {
        for (size_t k = 0; k < K; k++)
            push(&sum, softplus(k == label ? -z[k] : z[k]));
        return total(&sum);
    }
    for (size_t k = 1; k < K; k++)
        best = z[k] > z[best] ? k : best;
    for (size_t k = 0; k < K; k++)
        push(&sum, k == best ? 0 : exp(z[k] - z[best]));
    return z[best] - z[label] + log1p(total(&sum));
}

static double penalty(const struct bp_net *net, const double *theta)
{
    struct sum sum;
    sum.count = 0;
    for (size_t l = 0; l < net->n_layers; l++)
        for (size_t i = 0; i < net->units[l + 1]; i++, theta += net->units[l] + 1) {
            push(&sum, net->regularize_bias ? theta[0] * theta[0] : 0);
            push(&sum, dot(net->units[l], theta + 1, 1, theta + 1));
        }
    return total(&sum);
}

void bp_forward(const struct bp_net *net, const double *theta, size_t m, const double *X,
                double *H)
{
    size_t K = net->units[net->n_layers], n = n_units(net);
    double *a = numbers(n + K), *z = a + n;
    for (size_t s = 0; s < m; s++) {
        forward(net, theta, X + s * net->units[0], a, z);
        memcpy(H + s * K, z - K, K * sizeof *H);
    }
    free(a);
}

double bp_cost(const struct bp_net *net, const double *theta, const struct bp_data *data,
               double lambda)
{
    size_t n = n_units(net);
    double *a = numbers(n + net->units[net->n_layers]), m = (double)data->m;
    struct sum losses;
    losses.count = 0;
    for (size_t s = 0; s < data->m; s++) {
        forward(net, theta, data->X + s * net->units[0], a, a + n);
        push(&losses, loss(net, a + n, (size_t)data->y[s]));
    }
    free(a);
    return total(&losses) / m + penalty(net, theta) * (lambda / (2 * m));
}

static void backward(const struct bp_net *net, const double *theta, size_t label,
                     const double *a, double *delta)
{
    size_t l = net->n_layers, K = net->units[l], at = n_units(net) - K;
    for (size_t k = 0; k < K; k++)
        delta[at + k] = a[at + k] - (k == label);
    for (theta += bp_n_parameters(net); --l > 0;) {
        size_t out = net->units[l + 1], in = net->units[l];
        theta -= out * (in + 1);
        for (size_t j = 0; j < in; j++) {
            double h = a[at - in + j];
            delta[at - in + j] =
                dot(out, theta + 1 + j, in + 1, delta + at) * (h * (1 - h));
        }
        at -= in;
    }
}

void bp_backprop_sample(const struct bp_net *net, const double *theta, const double *x,
                        int label, double *a, double *delta)
{
    double *z = numbers(net->units[net->n_layers]);
    forward(net, theta, x, a, z);
    backward(net, theta, (size_t)label, a, delta);
    free(z);
}

/* g = delta [1; a]^T of one sample */
static void outer(const struct bp_net *net, const double *x, const double *a,
                  const double *delta, double *g)
{
    for (size_t l = 0; l < net->n_layers; l++) {
        for (size_t i = 0; i < net->units[l + 1]; i++, delta++) {
            *g++ = *delta;
            for (size_t j = 0; j < net->units[l]; j++)
                *g++ = *delta * x[j];
        }
        x = a;
        a += net->units[l + 1];
    }
}

double bp_cost_gradient(const struct bp_net *net, const double *theta,
                        const struct bp_data *data, double lambda, double *grad)
{
    size_t n = bp_n_parameters(net), units = n_units(net), K = net->units[net->n_layers];
    double m = (double)data->m;
    double *a = numbers(2 * units + K), *delta = a + units + K;
    double *level[LEVELS] = {NULL}; /* partial sums of gradients */
    struct sum losses;
    losses.count = 0;

    for (size_t s = 0; s < data->m; s++) {
        const double *x = data->X + s * net->units[0];
        double *g = numbers(n);
        forward(net, theta, x, a, a + units);
        backward(net, theta, (size_t)data->y[s], a, delta);
        outer(net, x, a, delta, g);
        push(&losses, loss(net, a + units, (size_t)data->y[s]));
        size_t b = 0;
        for (; level[b]; b++) {
            for (size_t p = 0; p < n; p++)
                g[p] += level[b][p];
            free(level[b]);
            level[b] = NULL;
        }
        level[b] = g;
    }
    memset(grad, 0, n * sizeof *grad);
    for (size_t b = 0; b < LEVELS; b++) {
        for (size_t p = 0; level[b] && p < n; p++)
            grad[p] += level[b][p];
        free(level[b]);
    }
    free(a);
    for (size_t l = 0, p = 0; l < net->n_layers; l++)
        for (size_t i = 0; i < net->units[l + 1]; i++)
            for (size_t j = 0; j <= net->units[l]; j++, p++)
                grad[p] =
                    grad[p] / m + (j || net->regularize_bias ? lambda / m : 0) * theta[p];
    return total(&losses) / m + penalty(net, theta) * (lambda / (2 * m));
}

/* ---- Checking ---- */

void bp_numerical_gradient(bp_function J, void *context, size_t n, const double *theta,
                           double epsilon, double *grad)
{
    double *t = numbers(n);
    memcpy(t, theta, n * sizeof *t);
    for (size_t i = 0; i < n; i++) {
        double J_plus = (t[i] = theta[i] + epsilon, J(n, t, context));
        double J_minus = (t[i] = theta[i] - epsilon, J(n, t, context));
        t[i] = theta[i];
        grad[i] = (J_plus - J_minus) / epsilon / 2;
    }
    free(t);
}

double bp_relative_difference(size_t n, const double *a, const double *b)
{
    double *d = numbers(n);
    for (size_t i = 0; i < n; i++)
        d[i] = a[i] - b[i];
    double above = sqrt(dot(n, d, 1, d)), below = sqrt(dot(n, a, 1, a));
    below += sqrt(dot(n, b, 1, b));
    free(d);
    return below > 0 ? above / below : 0;
}

/* ---- Training ---- */

/* Sums of two uniform numbers, in a triangle between -0.5 and 0.5. */
void bp_random_init(const struct bp_net *net, uint64_t seed, double *theta)
{
    size_t n = bp_n_parameters(net);
    uint64_t place = 0;
    while (n-- > 0) {
        double sum = 0;
        for (int k = 0; k < 2; k++) {
            uint64_t h = seed + ++place * UINT64_C(0xA0761D6478BD642F);
            h = (h ^ (h >> 32)) * UINT64_C(0xD6E8FEB86659FD93);
            h = (h ^ (h >> 32)) * UINT64_C(0xD6E8FEB86659FD93);
            sum += (double)((h ^ (h >> 32)) >> 11) * 0x1p-53 - 0.5;
        }
        *theta++ = sum / 2;
    }
}

double bp_gradient_descent(const struct bp_net *net, double *theta,
                           const struct bp_data *data, double lambda, double alpha,
                           size_t iterations, double *history)
{
    size_t n = bp_n_parameters(net);
    double *grad = numbers(n);
    for (size_t k = 0; k < iterations; k++) {
        history[k] = bp_cost_gradient(net, theta, data, lambda, grad);
        for (size_t p = 0; p < n; p++)
            theta[p] = fma(-alpha, grad[p], theta[p]);
    }
    free(grad);
    return bp_cost(net, theta, data, lambda);
}

void bp_predict(const struct bp_net *net, const double *theta, size_t m, const double *X,
                int *y)
{
    size_t K = net->units[net->n_layers], n = n_units(net);
    double *a = numbers(n + K), *z = a + n;
    for (size_t s = 0; s < m; s++) {
        forward(net, theta, X + s * net->units[0], a, z);
        y[s] = 0;
        for (size_t k = 1; k < K; k++)
            y[s] = z[k] > z[y[s]] ? (int)k : y[s];
    }
    free(a);
}
