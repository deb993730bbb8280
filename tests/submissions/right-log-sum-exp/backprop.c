// One function does for all, the loss by log-sum-exp. A sigmoid is a softmax of the two
// classes "no", with net input 0, and "yes", with net input z. One-vs-all is then K
// questions of two answers each, and the softmax is one question of K answers:
//
//     p(answer) = e^(z_answer - lse(z)),     loss = lse(z) - z_answer.

#include "backprop.h"

#include <math.h>
#include <stdlib.h>

// Returns lse(z) - z_answer. The largest term is taken out before the difference, so that
// small losses keep their digits.
static double loss_of(const double *z, size_t n, size_t answer)
{
    size_t top = 0;
    double rest = 0.0;
    for (size_t i = 1; i < n; ++i)
        if (z[i] > z[top]) top = i;
    for (size_t i = 0; i < n; ++i)
        if (i != top) rest += exp(z[i] - z[top]);
    return (z[top] - z[answer]) + log1p(rest);
}

static double probability(const double *z, size_t n, size_t answer)
{
    return exp(-loss_of(z, n, answer));
}

// ------------------------------------------------------------------------- part 1

double bp_sigmoid(double z)
{
    const double no_yes[2] = {0.0, z};
    return probability(no_yes, 2, 1);
}

double bp_sigmoid_gradient(double z)
{
    const double no_yes[2] = {0.0, z};
    return probability(no_yes, 2, 1) * probability(no_yes, 2, 0);
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
    *dx = df * y;
    *dy = df * x;
}

void bp_max_backward(double x, double y, double df, double *dx, double *dy)
{
    const int winner = x < y;
    *dx = winner == 0 ? df : 0.0;
    *dy = winner == 1 ? df : 0.0;
}

static double weighted(size_t n, const double *w, const double *x)
{
    double z = 0.0;
    for (size_t i = n; i > 0; --i) z += w[i - 1] * x[i - 1];
    return z;
}

double bp_neuron_forward(size_t n, const double *w, const double *x)
{
    return bp_sigmoid(weighted(n, w, x) + w[n]);
}

void bp_neuron_backward(size_t n, const double *w, const double *x, double *dw,
                        double *dx)
{
    const double slope = bp_sigmoid_gradient(weighted(n, w, x) + w[n]);
    for (size_t i = 0; i < n; ++i) dw[i] = slope * x[i];
    for (size_t i = 0; i < n; ++i) dx[i] = slope * w[i];
    dw[n] = slope;
}

double bp_graph_forward(double x, double y)
{
    const double sum = x + y;
    return (x + bp_sigmoid(y)) / (sum * sum + bp_sigmoid(x));
}

// By the logarithm of the denominator: f = n / d, df = dn / d - f d(log d).
void bp_graph_backward(double x, double y, double *dx, double *dy)
{
    const double sum = x + y, d = sum * sum + bp_sigmoid(x);
    const double f = (x + bp_sigmoid(y)) / d;
    const double dlog_dx = (2.0 * sum + bp_sigmoid_gradient(x)) / d;
    const double dlog_dy = 2.0 * sum / d;
    *dx = 1.0 / d - f * dlog_dx;
    *dy = bp_sigmoid_gradient(y) / d - f * dlog_dy;
}

double bp_chain_cost(double x, double y, double theta1, double theta2)
{
    const double a1 = bp_sigmoid(theta1 * x), a2 = bp_sigmoid(theta2 * a1);
    return 0.5 * (a2 - y) * (a2 - y);
}

void bp_chain_gradient(double x, double y, double theta1, double theta2, double grad[2])
{
    const double a1 = bp_sigmoid(theta1 * x), a2 = bp_sigmoid(theta2 * a1);
    const double dz2 = (a2 - y) * bp_sigmoid_gradient(theta2 * a1);
    const double dz1 = dz2 * theta2 * bp_sigmoid_gradient(theta1 * x);
    grad[0] = dz1 * x;
    grad[1] = dz2 * a1;
}

// ------------------------------------------------------------------------- part 2

// Where layer l = 1..L begins in theta, and in a and delta. A table for l = 1..L + 1, the
// last of which gives the sizes of the whole.
struct place {
    size_t weights, units;
};

static struct place *plan(const struct bp_net *net)
{
    struct place *at = malloc((net->n_layers + 2) * sizeof *at);
    if (!at) abort();
    at[0] = at[1] = (struct place){0, 0};
    for (size_t l = 1; l <= net->n_layers; ++l) {
        at[l + 1].weights = at[l].weights + net->units[l] * (net->units[l - 1] + 1);
        at[l + 1].units = at[l].units + net->units[l];
    }
    return at;
}

size_t bp_n_parameters(const struct bp_net *net)
{
    struct place *at = plan(net);
    const size_t n = at[net->n_layers + 1].weights;
    free(at);
    return n;
}

void bp_unroll(const struct bp_net *net, const double *const Theta[], double *theta)
{
    struct place *at = plan(net);
    for (size_t l = 1; l <= net->n_layers; ++l)
        for (size_t p = at[l].weights; p < at[l + 1].weights; ++p)
            theta[p] = Theta[l - 1][p - at[l].weights];
    free(at);
}

void bp_roll(const struct bp_net *net, const double *theta, double *const Theta[])
{
    struct place *at = plan(net);
    for (size_t l = 1; l <= net->n_layers; ++l)
        for (size_t p = at[l].weights; p < at[l + 1].weights; ++p)
            Theta[l - 1][p - at[l].weights] = theta[p];
    free(at);
}

// z of every layer, at its place; below the last layer a = sigmoid(z) beside it.
static void net_inputs(const struct bp_net *net, const struct place *at,
                       const double *theta, const double *x, double *z, double *a)
{
    for (size_t l = 1; l <= net->n_layers; ++l) {
        const size_t in = net->units[l - 1];
        const double *below = l == 1 ? x : a + at[l - 1].units;
        for (size_t i = 0; i < net->units[l]; ++i) {
            const double *row = theta + at[l].weights + i * (in + 1);
            const size_t unit = at[l].units + i;
            z[unit] = weighted(in, row + 1, below) + row[0];
            if (l < net->n_layers) a[unit] = bp_sigmoid(z[unit]);
        }
    }
}

// Output k of K net inputs.
static double answer(const struct bp_net *net, const double *z, size_t k)
{
    const double no_yes[2] = {0.0, z[k]};
    if (net->output == BP_SOFTMAX) return probability(z, net->units[net->n_layers], k);
    return probability(no_yes, 2, 1);
}

static double loss(const struct bp_net *net, const double *z, size_t label)
{
    const size_t K = net->units[net->n_layers];
    double sum = 0.0;
    if (net->output == BP_SOFTMAX) return loss_of(z, K, label);
    for (size_t k = 0; k < K; ++k) {
        const double no_yes[2] = {0.0, z[k]};
        sum += loss_of(no_yes, 2, k == label);
    }
    return sum;
}

void bp_forward(const struct bp_net *net, const double *theta, size_t m, const double *X,
                double *H)
{
    struct place *at = plan(net);
    const size_t L = net->n_layers, n = at[L + 1].units;
    double *z = malloc(2 * n * sizeof *z);
    if (!z) abort();
    for (size_t s = 0; s < m; ++s) {
        net_inputs(net, at, theta, X + s * net->units[0], z, z + n);
        for (size_t k = 0; k < net->units[L]; ++k) *H++ = answer(net, z + at[L].units, k);
    }
    free(z);
    free(at);
}

// The penalty has a weight for every parameter: lambda, or 0 for a bias that goes free.
static double decay(const struct bp_net *net, size_t l, size_t p, double lambda)
{
    return p % (net->units[l - 1] + 1) != 0 || net->regularize_bias ? lambda : 0.0;
}

static double penalty(const struct bp_net *net, const struct place *at,
                      const double *theta, double lambda)
{
    double sum = 0.0;
    for (size_t l = 1; l <= net->n_layers; ++l)
        for (size_t p = 0; p < at[l + 1].weights - at[l].weights; ++p)
            sum += decay(net, l, p, lambda) * pow(theta[at[l].weights + p], 2.0);
    return 0.5 * sum;
}

double bp_cost(const struct bp_net *net, const double *theta, const struct bp_data *data,
               double lambda)
{
    struct place *at = plan(net);
    const size_t L = net->n_layers, n = at[L + 1].units;
    double *z = malloc(2 * n * sizeof *z), J = penalty(net, at, theta, lambda);
    if (!z) abort();
    for (size_t s = 0; s < data->m; ++s) {
        net_inputs(net, at, theta, data->X + s * net->units[0], z, z + n);
        J += loss(net, z + at[L].units, (size_t)data->y[s]);
    }
    free(z);
    free(at);
    return J / (double)data->m;
}

// From z to a of the last layer and to delta of all.
static void backward(const struct bp_net *net, const struct place *at,
                     const double *theta, size_t label, const double *z, double *a,
                     double *delta)
{
    const size_t L = net->n_layers;
    const double *zL = z + at[L].units;
    for (size_t k = 0; k < net->units[L]; ++k) {
        a[at[L].units + k] = answer(net, zL, k);
        delta[at[L].units + k] = a[at[L].units + k] - (k == label ? 1.0 : 0.0);
    }
    for (size_t l = L - 1; l > 0; --l)
        for (size_t j = 0; j < net->units[l]; ++j) {
            const double *column = theta + at[l + 1].weights + 1 + j;
            double sum = 0.0;
            for (size_t i = 0; i < net->units[l + 1]; ++i)
                sum += column[i * (net->units[l] + 1)] * delta[at[l + 1].units + i];
            delta[at[l].units + j] = sum * bp_sigmoid_gradient(z[at[l].units + j]);
        }
}

void bp_backprop_sample(const struct bp_net *net, const double *theta, const double *x,
                        int label, double *a, double *delta)
{
    struct place *at = plan(net);
    double *z = malloc(at[net->n_layers + 1].units * sizeof *z);
    if (!z) abort();
    net_inputs(net, at, theta, x, z, a);
    backward(net, at, theta, (size_t)label, z, a, delta);
    free(z);
    free(at);
}

double bp_cost_gradient(const struct bp_net *net, const double *theta,
                        const struct bp_data *data, double lambda, double *grad)
{
    struct place *at = plan(net);
    const size_t L = net->n_layers, n = at[L + 1].units;
    double *z = malloc(3 * n * sizeof *z), *a = z + n, *delta = a + n;
    double J = penalty(net, at, theta, lambda);
    if (!z) abort();
    for (size_t l = 1; l <= L; ++l)
        for (size_t p = 0; p < at[l + 1].weights - at[l].weights; ++p)
            grad[at[l].weights + p] = decay(net, l, p, lambda) * theta[at[l].weights + p];

    for (size_t s = 0; s < data->m; ++s) {
        const double *x = data->X + s * net->units[0];
        net_inputs(net, at, theta, x, z, a);
        backward(net, at, theta, (size_t)data->y[s], z, a, delta);
        J += loss(net, z + at[L].units, (size_t)data->y[s]);
        for (size_t l = 1; l <= L; ++l) {
            const double *below = l == 1 ? x : a + at[l - 1].units;
            double *g = grad + at[l].weights;
            for (size_t i = 0; i < net->units[l]; ++i) {
                const double d = delta[at[l].units + i];
                *g++ += d;
                for (size_t j = 0; j < net->units[l - 1]; ++j) *g++ += d * below[j];
            }
        }
    }
    for (size_t p = 0; p < at[L + 1].weights; ++p) grad[p] /= (double)data->m;
    free(z);
    free(at);
    return J / (double)data->m;
}

// ------------------------------------------------------------------------- part 3

void bp_numerical_gradient(bp_function J, void *context, size_t n, const double *theta,
                           double epsilon, double *grad)
{
    double *t = malloc(n * sizeof *t + 1);
    if (!t) abort();
    for (size_t i = 0; i < n; ++i) t[i] = theta[i];
    for (size_t i = 0; i < n; ++i) {
        t[i] -= epsilon;
        const double low = J(n, t, context);
        t[i] = theta[i] + epsilon;
        const double high = J(n, t, context);
        t[i] = theta[i];
        grad[i] = 0.5 * (high - low) / epsilon;
    }
    free(t);
}

double bp_relative_difference(size_t n, const double *a, const double *b)
{
    double norm_a = 0.0, norm_b = 0.0, norm_d = 0.0;
    for (size_t i = 0; i < n; ++i) {
        norm_a = hypot(norm_a, a[i]);
        norm_b = hypot(norm_b, b[i]);
        norm_d = hypot(norm_d, a[i] - b[i]);
    }
    return norm_d > 0.0 ? norm_d / (norm_a + norm_b) : 0.0;
}

// ------------------------------------------------------------------------- part 4

// The logistic distribution, from a uniform u by the sigmoid's inverse, cut at 0.5.
void bp_random_init(const struct bp_net *net, uint64_t seed, double *theta)
{
    const size_t n = bp_n_parameters(net);
    for (size_t p = 0; p < n;) {
        seed = seed * UINT64_C(6364136223846793005) + UINT64_C(0x14057B7EF767814F);
        uint64_t h = (seed ^ (seed >> 30)) * UINT64_C(0x94D049BB133111EB);
        const double u = ((double)((h ^ (h >> 31)) >> 12) + 0.5) * 0x1p-52;
        theta[p] = 0.06 * log(u / (1.0 - u));
        if (fabs(theta[p]) <= 0.5) ++p;
    }
}

double bp_gradient_descent(const struct bp_net *net, double *theta,
                           const struct bp_data *data, double lambda, double alpha,
                           size_t iterations, double *history)
{
    const size_t n = bp_n_parameters(net);
    double *grad = malloc(n * sizeof *grad);
    if (!grad) abort();
    for (size_t k = 0; k < iterations; ++k) {
        history[k] = bp_cost_gradient(net, theta, data, lambda, grad);
        for (size_t p = 0; p < n; ++p) theta[p] -= alpha * grad[p];
    }
    free(grad);
    return bp_cost(net, theta, data, lambda);
}

void bp_predict(const struct bp_net *net, const double *theta, size_t m, const double *X,
                int *y)
{
    const size_t K = net->units[net->n_layers];
    double *H = malloc(m * K * sizeof *H);
    if (!H) abort();
    bp_forward(net, theta, m, X, H);
    for (size_t s = 0; s < m; ++s) {
        y[s] = 0;
        for (size_t k = 1; k < K; ++k)
            if (H[s * K + k] > H[s * K + (size_t)y[s]]) y[s] = (int)k;
    }
    free(H);
}
