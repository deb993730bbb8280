/* Arrays have their true shapes, as Theta[i][j]. Powers are powers of two, and what is
 * near 1 is computed as what is near 0. */
#include "backprop.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LOG2_E 1.4426950408889634074
#define LN_2 0.69314718055994530942

static double power(double z)
{
    return exp2(LOG2_E * z);
}

/* 1 / (1 + e^-z) = 1 / (2 + (e^-z - 1)) */
double bp_sigmoid(double z)
{
    return 1 / (2 + expm1(-z));
}

double bp_sigmoid_gradient(double z)
{
    const double e = expm1(-fabs(z)); /* from -1 to 0 */
    return (1 + e) / ((2 + e) * (2 + e));
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
    *dx = isless(x, y) ? 0 : df;
    *dy = isless(x, y) ? df : 0;
}

static double inner(size_t n, const double a[n + 1], const double b[n + 1])
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum = fma(a[i], b[i], sum);
    return sum;
}

double bp_neuron_forward(size_t n, const double *w, const double *x)
{
    return bp_sigmoid(w[n] + inner(n, w, x));
}

void bp_neuron_backward(size_t n, const double *w, const double *x, double *dw,
                        double *dx)
{
    const double slope = bp_sigmoid_gradient(w[n] + inner(n, w, x));
    for (size_t i = 0; i < n; i++) {
        dx[i] = w[i] * slope;
        dw[i] = x[i] * slope;
    }
    dw[n] = slope;
}

double bp_graph_forward(double x, double y)
{
    const double t = x + y;
    return (x + bp_sigmoid(y)) / (t * t + bp_sigmoid(x));
}

void bp_graph_backward(double x, double y, double *dx, double *dy)
{
    const double t = x + y, n = x + bp_sigmoid(y), d = t * t + bp_sigmoid(x);
    const double dn[2] = {1, bp_sigmoid_gradient(y)};
    const double dd[2] = {2 * t + bp_sigmoid_gradient(x), 2 * t};
    *dx = dn[0] / d - n * dd[0] / d / d;
    *dy = dn[1] / d - n * dd[1] / d / d;
}

double bp_chain_cost(double x, double y, double theta1, double theta2)
{
    const double d = fdim(y, bp_sigmoid(theta2 * bp_sigmoid(theta1 * x))) -
                     fdim(bp_sigmoid(theta2 * bp_sigmoid(theta1 * x)), y);
    return ldexp(d * d, -1);
}

void bp_chain_gradient(double x, double y, double theta1, double theta2, double grad[2])
{
    const double a[2] = {bp_sigmoid(theta1 * x),
                         bp_sigmoid(theta2 * bp_sigmoid(theta1 * x))};
    const double delta2 = (a[1] - y) * bp_sigmoid_gradient(theta2 * a[0]);
    grad[1] = delta2 * a[0];
    grad[0] = delta2 * theta2 * bp_sigmoid_gradient(theta1 * x) * x;
}

/* ---- the network ---- */

size_t bp_n_parameters(const struct bp_net *net)
{
    size_t n = 0;
    for (size_t l = 1; l <= net->n_layers; l++)
        n += sizeof(double[net->units[l]][net->units[l - 1] + 1]) / sizeof(double);
    return n;
}

void bp_unroll(const struct bp_net *net, const double *const Theta[], double *theta)
{
    for (size_t l = 0; l < net->n_layers; l++) {
        const size_t size = sizeof(double[net->units[l + 1]][net->units[l] + 1]);
        memcpy(theta, Theta[l], size);
        theta += size / sizeof *theta;
    }
}

void bp_roll(const struct bp_net *net, const double *theta, double *const Theta[])
{
    for (size_t l = 0; l < net->n_layers; l++) {
        const size_t size = sizeof(double[net->units[l + 1]][net->units[l] + 1]);
        memcpy(Theta[l], theta, size);
        theta += size / sizeof *theta;
    }
}

static size_t widest(const struct bp_net *net)
{
    size_t width = 1;
    for (size_t l = 0; l <= net->n_layers; l++)
        width = net->units[l] > width ? net->units[l] : width;
    return width;
}

/* z = Theta [1; a] */
static void affine(size_t out, size_t in, const double Theta[out][in + 1],
                   const double a[in], double z[out])
{
    for (size_t i = 0; i < out; i++)
        z[i] = Theta[i][0] + inner(in, Theta[i] + 1, a);
}

/* a[l], l = 0..L; a[L] holds z^(L) yet. */
static void rise(const struct bp_net *net, size_t width, const double *theta,
                 const double *x, double a[][width])
{
    memcpy(a[0], x, net->units[0] * sizeof *x);
    for (size_t l = 1; l <= net->n_layers; l++) {
        const size_t in = net->units[l - 1], out = net->units[l];
        affine(out, in, (const double(*)[in + 1]) theta, a[l - 1], a[l]);
        for (size_t i = 0; i < out && l < net->n_layers; i++)
            a[l][i] = bp_sigmoid(a[l][i]);
        theta += out * (in + 1);
    }
}

/* z becomes h; returns the loss for the label. */
static double output(const struct bp_net *net, double *z, size_t label)
{
    const size_t K = net->units[net->n_layers];
    double loss = 0, others = 0;
    size_t top = 0;
    if (net->output == BP_ONE_VS_ALL) {
        for (size_t k = 0; k < K; k++) {
            loss += log1p(power(-fabs(z[k]))) + fdim(k == label ? -z[k] : z[k], 0);
            z[k] = bp_sigmoid(z[k]);
        }
        return loss;
    }
    for (size_t k = 1; k < K; k++)
        top = z[k] > z[top] ? k : top;
    loss = z[top] - z[label];
    for (size_t k = 0; k < K; k++) {
        if (k != top)
            others += z[k] = power(z[k] - z[top]);
    }
    z[top] = 1;
    for (size_t k = 0; k < K; k++)
        z[k] /= 1 + others;
    return loss + (others < 1 ? log1p(others) : LN_2 * log2(1 + others));
}

/* delta[l], l = L..1 */
static void fall(const struct bp_net *net, size_t width, const double *theta,
                 size_t label, double a[][width], double delta[][width])
{
    const size_t L = net->n_layers;
    theta += bp_n_parameters(net);
    memcpy(delta[L], a[L], net->units[L] * sizeof(double));
    delta[L][label] -= 1;
    for (size_t l = L; l > 1; l--) {
        const size_t in = net->units[l - 1], out = net->units[l];
        theta -= out * (in + 1);
        const double(*Theta)[in + 1] = (const double(*)[in + 1]) theta;
        for (size_t j = 0; j < in; j++) {
            double column[out];
            for (size_t i = 0; i < out; i++)
                column[i] = Theta[i][j + 1];
            delta[l - 1][j] =
                inner(out, column, delta[l]) * a[l - 1][j] * (1 - a[l - 1][j]);
        }
    }
}

void bp_forward(const struct bp_net *net, const double *theta, size_t m, const double *X,
                double *H)
{
    const size_t L = net->n_layers, width = widest(net);
    double a[L + 1][width];
    for (size_t s = 0; s < m; s++) {
        rise(net, width, theta, X + s * net->units[0], a);
        output(net, a[L], 0);
        memcpy(H + s * net->units[L], a[L], net->units[L] * sizeof *H);
    }
}

void bp_backprop_sample(const struct bp_net *net, const double *theta, const double *x,
                        int label, double *a, double *delta)
{
    const size_t L = net->n_layers, width = widest(net);
    double as[L + 1][width], deltas[L + 1][width];
    rise(net, width, theta, x, as);
    output(net, as[L], (size_t)label);
    fall(net, width, theta, (size_t)label, as, deltas);
    for (size_t l = 1; l <= L; l++) {
        memcpy(a, as[l], net->units[l] * sizeof *a);
        memcpy(delta, deltas[l], net->units[l] * sizeof *delta);
        a += net->units[l];
        delta += net->units[l];
    }
}

static double squares(const struct bp_net *net, const double *theta)
{
    double sum = 0;
    for (size_t l = 1; l <= net->n_layers; l++) {
        const size_t in = net->units[l - 1], out = net->units[l];
        const double(*Theta)[in + 1] = (const double(*)[in + 1]) theta;
        for (size_t i = 0; i < out; i++) {
            sum += inner(in, Theta[i] + 1, Theta[i] + 1);
            if (net->regularize_bias)
                sum += Theta[i][0] * Theta[i][0];
        }
        theta += out * (in + 1);
    }
    return sum;
}

double bp_cost(const struct bp_net *net, const double *theta, const struct bp_data *data,
               double lambda)
{
    const size_t L = net->n_layers, width = widest(net), m = data->m;
    double a[L + 1][width], loss[m], J = lambda / 2 * squares(net, theta);
    for (size_t s = 0; s < m; s++) {
        rise(net, width, theta, data->X + s * net->units[0], a);
        loss[s] = output(net, a[L], (size_t)data->y[s]);
    }
    for (size_t s = m; s > 0; s--)
        J += loss[s - 1];
    return J / (double)m;
}

double bp_cost_gradient(const struct bp_net *net, const double *theta,
                        const struct bp_data *data, double lambda, double *grad)
{
    const size_t L = net->n_layers, width = widest(net), n = bp_n_parameters(net);
    const double m = (double)data->m;
    double a[L + 1][width], delta[L + 1][width], J = lambda / 2 * squares(net, theta);
    for (size_t p = 0; p < n; p++)
        grad[p] = 0;
    for (size_t s = 0; s < data->m; s++) {
        double *D = grad;
        rise(net, width, theta, data->X + s * net->units[0], a);
        J += output(net, a[L], (size_t)data->y[s]);
        fall(net, width, theta, (size_t)data->y[s], a, delta);
        for (size_t l = 1; l <= L; l++) {
            const size_t in = net->units[l - 1];
            double(*Delta)[in + 1] = (double(*)[in + 1]) D;
            for (size_t i = 0; i < net->units[l]; i++) {
                Delta[i][0] += delta[l][i];
                for (size_t j = 0; j < in; j++)
                    Delta[i][j + 1] = fma(delta[l][i], a[l - 1][j], Delta[i][j + 1]);
            }
            D += net->units[l] * (in + 1);
        }
    }
    for (size_t l = 1, p = 0; l <= L; l++)
        for (size_t i = 0; i < net->units[l]; i++)
            for (size_t j = 0; j <= net->units[l - 1]; j++, p++)
                grad[p] =
                    fma(j || net->regularize_bias ? lambda : 0, theta[p], grad[p]) / m;
    return J / m;
}

/* ---- checking ---- */

void bp_numerical_gradient(bp_function J, void *context, size_t n, const double *theta,
                           double epsilon, double *grad)
{
    double point[n + 1];
    for (size_t i = 0; i < n; i++)
        point[i] = theta[i];
    for (size_t i = 0; i < n; i++) {
        point[i] = theta[i] + epsilon;
        const double up = J(n, point, context);
        point[i] = theta[i] - epsilon;
        grad[i] = (up - J(n, point, context)) / ldexp(epsilon, 1);
        point[i] = theta[i];
    }
}

/* Entries are scaled by the power of two of the largest: squares stay near 1. */
static double norm(size_t n, const double v[n + 1])
{
    double largest = 0, sum = 0;
    int e;
    for (size_t i = 0; i < n; i++)
        largest = fmax(largest, fabs(v[i]));
    frexp(largest, &e);
    for (size_t i = 0; i < n; i++)
        sum = fma(scalbn(v[i], -e), scalbn(v[i], -e), sum);
    return scalbn(sqrt(sum), e);
}

double bp_relative_difference(size_t n, const double *a, const double *b)
{
    double d[n + 1];
    for (size_t i = 0; i < n; i++)
        d[i] = a[i] - b[i];
    const double above = norm(n, d), below = norm(n, a) + norm(n, b);
    return below > 0 ? above / below : 0;
}

/* ---- training ---- */

/* Signs from one bit, sizes from 2^-5 to 2^-1.5, evenly in the exponent. */
void bp_random_init(const struct bp_net *net, uint64_t seed, double *theta)
{
    const size_t n = bp_n_parameters(net);
    for (size_t p = 0; p < n; p++) {
        uint64_t h = seed ^ UINT64_C(0x9E3779B97F4A7C15) * (p + 1);
        for (int i = 0; i < 2; i++)
            h = (h ^ h >> 32) * UINT64_C(0xE9846AF9B1A615D);
        h ^= h >> 28;
        const double exponent = -5 + 3.5 * ldexp((double)(h >> 12), -52);
        theta[p] = (h & 1 ? 1 : -1) * exp2(exponent);
    }
}

double bp_gradient_descent(const struct bp_net *net, double *theta,
                           const struct bp_data *data, double lambda, double alpha,
                           size_t iterations, double *history)
{
    const size_t n = bp_n_parameters(net);
    double *grad = malloc(n * sizeof *grad);
    if (!grad)
        abort();
    for (size_t k = 0; k < iterations; k++) {
        history[k] = bp_cost_gradient(net, theta, data, lambda, grad);
        for (size_t p = 0; p < n; p++)
            theta[p] -= alpha * grad[p];
    }
    free(grad);
    return bp_cost(net, theta, data, lambda);
}

void bp_predict(const struct bp_net *net, const double *theta, size_t m, const double *X,
                int *y)
{
    const size_t L = net->n_layers, width = widest(net);
    double a[L + 1][width];
    for (size_t s = 0; s < m; s++) {
        rise(net, width, theta, X + s * net->units[0], a);
        size_t best = net->units[L] - 1;
        for (size_t k = best; k-- > 0;)
            best = a[L][k] >= a[L][best] ? k : best;
        y[s] = (int)best;
    }
}
