/* backprop.c: the answer key. It follows the lecture: one function, one formula.
 *
 * Kernels (the static functions) work on one sample or one layer and never allocate. The
 * functions of the contract allocate the room for a sample's activations and error terms
 * once a call. bp_cost(), for one, has no way to report that memory ran out, and a made-up
 * number would be taken for an answer: abort() is the honest end.
 */
#include "backprop.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static double *allocate(size_t n)
{
    double *p = calloc(n > 0 ? n : 1, sizeof *p);
    if (!p)
        abort();
    return p;
}

/* ---- Part 1: computational graphs ---- */

/* Both forms are g(z); each is used where its exponential cannot overflow. */
double bp_sigmoid(double z)
{
    if (z >= 0)
        return 1 / (1 + exp(-z));
    double e = exp(z);
    return e / (1 + e);
}

/* g'(z) = g(z) (1 - g(z)) = e^-z / (1 + e^-z)^2, which is even in z. */
double bp_sigmoid_gradient(double z)
{
    double e = exp(-fabs(z));
    return e / ((1 + e) * (1 + e));
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
    *dx = x >= y ? df : 0;
    *dy = x >= y ? 0 : df;
}

/* Four sums, so that an addition need not wait for the one before it. */
static double dot(size_t n, const double *a, const double *b)
{
    double sum[4] = {0, 0, 0, 0};
    size_t i = 0;
    for (; i + 4 <= n; i += 4) {
        sum[0] += a[i] * b[i];
        sum[1] += a[i + 1] * b[i + 1];
        sum[2] += a[i + 2] * b[i + 2];
        sum[3] += a[i + 3] * b[i + 3];
    }
    for (; i < n; i++)
        sum[0] += a[i] * b[i];
    return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

double bp_neuron_forward(size_t n, const double *w, const double *x)
{
    return bp_sigmoid(dot(n, w, x) + w[n]);
}

/* f = g(z), z = w.x + bias: df/dw = g'(z) [x; 1], df/dx = g'(z) w. */
void bp_neuron_backward(size_t n, const double *w, const double *x, double *dw,
                        double *dx)
{
    double dz = bp_sigmoid_gradient(dot(n, w, x) + w[n]);
    for (size_t i = 0; i < n; i++) {
        dw[i] = dz * x[i];
        dx[i] = dz * w[i];
    }
    dw[n] = dz;
}

double bp_graph_forward(double x, double y)
{
    double numerator = x + bp_sigmoid(y);
    double denominator = bp_sigmoid(x) + (x + y) * (x + y);
    return numerator / denominator;
}

/* Staged, as the lecture does it: forward first, then each stage backward, where d before a
 * name is df/d(name). */
void bp_graph_backward(double x, double y, double *dx, double *dy)
{
    double numerator = x + bp_sigmoid(y);
    double sum = x + y;
    double denominator = bp_sigmoid(x) + sum * sum;

    double dnumerator = 1 / denominator; /* f = numerator / denominator */
    double ddenominator = -numerator / denominator / denominator;
    double dsum = 2 * sum * ddenominator; /* denominator = g(x) + sum^2 */
    *dx = dnumerator + dsum + bp_sigmoid_gradient(x) * ddenominator;
    *dy = bp_sigmoid_gradient(y) * dnumerator + dsum;
}

double bp_chain_cost(double x, double y, double theta1, double theta2)
{
    double a1 = bp_sigmoid(theta1 * x);
    double a2 = bp_sigmoid(theta2 * a1);
    return (y - a2) * (y - a2) / 2;
}

void bp_chain_gradient(double x, double y, double theta1, double theta2, double grad[2])
{
    double z1 = theta1 * x, a1 = bp_sigmoid(z1);
    double z2 = theta2 * a1, a2 = bp_sigmoid(z2);

    double delta2 = (a2 - y) * bp_sigmoid_gradient(z2);        /* dE/dz2 */
    double delta1 = theta2 * delta2 * bp_sigmoid_gradient(z1); /* dE/dz1 */
    grad[0] = delta1 * x;
    grad[1] = delta2 * a1;
}

/* ---- Part 2: the network ---- */

/* Entries of Theta^(l), l = 1..L. */
static size_t n_weights(const struct bp_net *net, size_t l)
{
    return net->units[l] * (net->units[l - 1] + 1);
}

/* Units of the layers 1..L together. */
static size_t n_activations(const struct bp_net *net)
{
    size_t n = 0;
    for (size_t l = 1; l <= net->n_layers; l++)
        n += net->units[l];
    return n;
}

size_t bp_n_parameters(const struct bp_net *net)
{
    size_t n = 0;
    for (size_t l = 1; l <= net->n_layers; l++)
        n += n_weights(net, l);
    return n;
}

void bp_unroll(const struct bp_net *net, const double *const Theta[], double *theta)
{
    for (size_t l = 1; l <= net->n_layers; l++) {
        memcpy(theta, Theta[l - 1], n_weights(net, l) * sizeof *theta);
        theta += n_weights(net, l);
    }
}

void bp_roll(const struct bp_net *net, const double *theta, double *const Theta[])
{
    for (size_t l = 1; l <= net->n_layers; l++) {
        memcpy(Theta[l - 1], theta, n_weights(net, l) * sizeof *theta);
        theta += n_weights(net, l);
    }
}

/* z = Theta [1; a] */
static void net_input(size_t n_out, size_t n_in, const double *Theta, const double *a,
                      double *z)
{
    for (size_t i = 0; i < n_out; i++) {
        const double *row = Theta + i * (n_in + 1);
        z[i] = row[0] + dot(n_in, row + 1, a);
    }
}

/* Writes a^(l) = g(Theta^(l) [1; a^(l-1)]) of the hidden layers, one behind the other, and
 * behind them z^(L), which is returned: losses are taken from z. */
static double *forward_sample(const struct bp_net *net, const double *theta,
                              const double *x, double *a)
{
    const double *below = x;
    for (size_t l = 1;; l++) {
        size_t s = net->units[l];
        net_input(s, net->units[l - 1], theta, below, a);
        if (l == net->n_layers)
            return a;
        for (size_t i = 0; i < s; i++)
            a[i] = bp_sigmoid(a[i]);
        theta += n_weights(net, l);
        below = a;
        a += s;
    }
}

static size_t argmax(size_t n, const double *z)
{
    size_t best = 0;
    for (size_t k = 1; k < n; k++)
        if (z[k] > z[best])
            best = k;
    return best;
}

/* h from z, in place. e^{z_k - max} cannot overflow, and the sum is at least 1. */
static void activate_output(const struct bp_net *net, double *z)
{
    size_t K = net->units[net->n_layers];
    if (net->output == BP_ONE_VS_ALL) {
        for (size_t k = 0; k < K; k++)
            z[k] = bp_sigmoid(z[k]);
        return;
    }
    double max = z[argmax(K, z)], sum = 0;
    for (size_t k = 0; k < K; k++) {
        z[k] = exp(z[k] - max);
        sum += z[k];
    }
    for (size_t k = 0; k < K; k++)
        z[k] /= sum;
}

/* log(1 + e^z) = -log(1 - g(z)), so that log g(z) = -softplus(-z) */
static double softplus(double z)
{
    return fmax(z, 0) + log1p(exp(-fabs(z)));
}

/* - log h_label = log sum_k e^{z_k} - z_label. The largest term of the sum is taken out of
 * the logarithm: a loss near 0 keeps its digits. */
static double softmax_loss(size_t K, const double *z, size_t label)
{
    size_t largest = argmax(K, z);
    double others = 0;
    for (size_t k = 0; k < K; k++)
        if (k != largest)
            others += exp(z[k] - z[largest]);
    return (z[largest] - z[label]) + log1p(others);
}

static double loss(const struct bp_net *net, const double *z, int label)
{
    size_t K = net->units[net->n_layers];
    if (net->output == BP_SOFTMAX)
        return softmax_loss(K, z, (size_t)label);
    double sum = 0;
    for (size_t k = 0; k < K; k++)
        sum += softplus(k == (size_t)label ? -z[k] : z[k]);
    return sum;
}

/* J = 1/m (sum of the losses) + lambda/(2m) (sum of the squares) */
static double cost(const struct bp_net *net, const double *theta, size_t m, double losses,
                   double lambda)
{
    double squares = 0;
    for (size_t l = 1; l <= net->n_layers; l++)
        for (size_t i = 0; i < net->units[l]; i++) {
            double bias = *theta++;
            squares += net->regularize_bias ? bias * bias : 0;
            squares += dot(net->units[l - 1], theta, theta);
            theta += net->units[l - 1];
        }
    return losses / (double)m + lambda / (2 * (double)m) * squares;
}

void bp_forward(const struct bp_net *net, const double *theta, size_t m, const double *X,
                double *H)
{
    size_t K = net->units[net->n_layers];
    double *a = allocate(n_activations(net));
    for (size_t i = 0; i < m; i++) {
        double *h = forward_sample(net, theta, X + i * net->units[0], a);
        activate_output(net, h);
        memcpy(H + i * K, h, K * sizeof *H);
    }
    free(a);
}

double bp_cost(const struct bp_net *net, const double *theta, const struct bp_data *data,
               double lambda)
{
    double *a = allocate(n_activations(net)), sum = 0;
    for (size_t i = 0; i < data->m; i++)
        sum += loss(net, forward_sample(net, theta, data->X + i * net->units[0], a),
                    data->y[i]);
    free(a);
    return cost(net, theta, data->m, sum, lambda);
}

/* delta^(l-1) = (Theta^(l) without column 0)^T delta^(l) .* g'(z^(l-1)), with
 * g'(z) = a (1 - a). */
static void delta_below(size_t n_out, size_t n_in, const double *Theta,
                        const double *delta, const double *a, double *below)
{
    memset(below, 0, n_in * sizeof *below);
    for (size_t i = 0; i < n_out; i++) {
        const double *row = Theta + i * (n_in + 1) + 1;
        for (size_t j = 0; j < n_in; j++)
            below[j] += delta[i] * row[j];
    }
    for (size_t j = 0; j < n_in; j++)
        below[j] *= a[j] * (1 - a[j]);
}

/* delta of the layers L..1 from the activations of all of them. */
static void backward_sample(const struct bp_net *net, const double *theta, int label,
                            const double *a, double *delta)
{
    size_t L = net->n_layers, K = net->units[L], above = n_activations(net) - K;
    for (size_t k = 0; k < K; k++) /* delta^(L) = h - y, for both outputs */
        delta[above + k] = a[above + k] - (k == (size_t)label ? 1 : 0);

    const double *Theta = theta + bp_n_parameters(net);
    for (size_t l = L; l > 1; l--) {
        size_t below = above - net->units[l - 1];
        Theta -= n_weights(net, l);
        delta_below(net->units[l], net->units[l - 1], Theta, delta + above, a + below,
                    delta + below);
        above = below;
    }
}

void bp_backprop_sample(const struct bp_net *net, const double *theta, const double *x,
                        int label, double *a, double *delta)
{
    activate_output(net, forward_sample(net, theta, x, a));
    backward_sample(net, theta, label, a, delta);
}

/* Delta^(l) += delta^(l) [1; a^(l-1)]^T, for all layers */
static void accumulate(const struct bp_net *net, const double *x, const double *a,
                       const double *delta, double *Delta)
{
    const double *below = x;
    for (size_t l = 1; l <= net->n_layers; l++) {
        size_t n_in = net->units[l - 1];
        for (size_t i = 0; i < net->units[l]; i++) {
            *Delta++ += delta[i];
            for (size_t j = 0; j < n_in; j++)
                Delta[j] += delta[i] * below[j];
            Delta += n_in;
        }
        below = a;
        a += net->units[l];
        delta += net->units[l];
    }
}

/* grad = 1/m Delta + lambda/m Theta, in place of Delta */
static void finish_gradient(const struct bp_net *net, const double *theta, size_t m,
                            double lambda, double *grad)
{
    for (size_t l = 1; l <= net->n_layers; l++)
        for (size_t i = 0; i < net->units[l]; i++)
            for (size_t j = 0; j <= net->units[l - 1]; j++) {
                double decay = j > 0 || net->regularize_bias ? lambda * *theta : 0;
                *grad = (*grad + decay) / (double)m;
                grad++;
                theta++;
            }
}

double bp_cost_gradient(const struct bp_net *net, const double *theta,
                        const struct bp_data *data, double lambda, double *grad)
{
    size_t n = n_activations(net);
    double *a = allocate(2 * n), *delta = a + n, sum = 0;
    memset(grad, 0, bp_n_parameters(net) * sizeof *grad);
    for (size_t i = 0; i < data->m; i++) {
        const double *x = data->X + i * net->units[0];
        double *output = forward_sample(net, theta, x, a);
        sum += loss(net, output, data->y[i]);
        activate_output(net, output);
        backward_sample(net, theta, data->y[i], a, delta);
        accumulate(net, x, a, delta, grad);
    }
    free(a);
    finish_gradient(net, theta, data->m, lambda, grad);
    return cost(net, theta, data->m, sum, lambda);
}

/* ---- Part 3: gradient checking ---- */

void bp_numerical_gradient(bp_function J, void *context, size_t n, const double *theta,
                           double epsilon, double *grad)
{
    double *moved = allocate(n);
    memcpy(moved, theta, n * sizeof *moved);
    for (size_t i = 0; i < n; i++) {
        moved[i] = theta[i] + epsilon;
        double above = J(n, moved, context);
        moved[i] = theta[i] - epsilon;
        double below = J(n, moved, context);
        moved[i] = theta[i];
        grad[i] = (above - below) / (2 * epsilon);
    }
    free(moved);
}

double bp_relative_difference(size_t n, const double *a, const double *b)
{
    double difference = 0;
    for (size_t i = 0; i < n; i++)
        difference += (a[i] - b[i]) * (a[i] - b[i]);
    double norms = sqrt(dot(n, a, a)) + sqrt(dot(n, b, b));
    return norms > 0 ? sqrt(difference) / norms : 0;
}

/* ---- Part 4: training ---- */

/* splitmix64: G. Steele, D. Lea, C. Flood, "Fast splittable pseudorandom number
 * generators", OOPSLA 2014. A bijection of a counter: numbers do not repeat, every bit of
 * the seed counts, and a seed of 0 is as good as any. */
static uint64_t splitmix64(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

/* Uniform, of either sign, between 0.01 and 0.46 in size: the least size keeps the root mean
 * square of even two numbers above 0.01. */
void bp_random_init(const struct bp_net *net, uint64_t seed, double *theta)
{
    size_t n = bp_n_parameters(net);
    for (size_t i = 0; i < n; i++) {
        double u = ldexp((double)(splitmix64(&seed) >> 11), -53) - 0.5;
        theta[i] = 0.9 * u + copysign(0.01, u);
    }
}

double bp_gradient_descent(const struct bp_net *net, double *theta,
                           const struct bp_data *data, double lambda, double alpha,
                           size_t iterations, double *history)
{
    size_t n = bp_n_parameters(net);
    double *grad = allocate(n);
    for (size_t k = 0; k < iterations; k++) {
        history[k] = bp_cost_gradient(net, theta, data, lambda, grad);
        for (size_t i = 0; i < n; i++)
            theta[i] -= alpha * grad[i];
    }
    free(grad);
    return bp_cost(net, theta, data, lambda);
}

void bp_predict(const struct bp_net *net, const double *theta, size_t m, const double *X,
                int *y)
{
    size_t K = net->units[net->n_layers];
    double *a = allocate(n_activations(net));
    for (size_t i = 0; i < m; i++) /* the largest z is the largest h */
        y[i] = (int)argmax(K, forward_sample(net, theta, X + i * net->units[0], a));
    free(a);
}
