/* Everything is counted from 1, as in the lecture; position 0 is the bias unit. */
#include "backprop.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---------- computational graphs ---------- */

double bp_sigmoid(double z)
{
    return 0.5 * (1.0 + tanh(0.5 * z));
}

double bp_sigmoid_gradient(double z)
{
    double t = tanh(0.5 * z);
    return 0.25 * (1.0 - t) * (1.0 + t);
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
    if (x >= y) {
        *dx = df;
        *dy = 0;
    } else {
        *dx = 0;
        *dy = df;
    }
}

double bp_neuron_forward(size_t n, const double *w, const double *x)
{
    double sum = w[n];
    for (size_t i = 1; i <= n; i++)
        sum += w[i - 1] * x[i - 1];
    return bp_sigmoid(sum);
}

void bp_neuron_backward(size_t n, const double *w, const double *x, double *dw,
                        double *dx)
{
    double sum = w[n];
    for (size_t i = 1; i <= n; i++)
        sum += w[i - 1] * x[i - 1];
    double ddot = bp_sigmoid_gradient(sum);
    for (size_t i = 1; i <= n; i++) {
        dx[i - 1] = w[i - 1] * ddot;
        dw[i - 1] = x[i - 1] * ddot;
    }
    dw[n] = ddot;
}

double bp_graph_forward(double x, double y)
{
    return (x + bp_sigmoid(y)) / (bp_sigmoid(x) + (x + y) * (x + y));
}

void bp_graph_backward(double x, double y, double *dx, double *dy)
{
    double sigy = bp_sigmoid(y);
    double num = x + sigy;
    double sigx = bp_sigmoid(x);
    double xpy = x + y;
    double den = sigx + xpy * xpy;
    double invden = 1 / den;

    double dnum = invden;
    double dinvden = num;
    double dden = -dinvden / (den * den);
    double dxpy = 2 * xpy * dden;
    *dx = dxpy;
    *dy = dxpy;
    *dx += bp_sigmoid_gradient(x) * dden;
    *dx += dnum;
    *dy += bp_sigmoid_gradient(y) * dnum;
}

double bp_chain_cost(double x, double y, double theta1, double theta2)
{
    double a1 = bp_sigmoid(theta1 * x);
    double a2 = bp_sigmoid(theta2 * a1);
    return (y - a2) * (y - a2) / 2;
}

void bp_chain_gradient(double x, double y, double theta1, double theta2, double grad[2])
{
    double z1 = theta1 * x;
    double a1 = bp_sigmoid(z1);
    double z2 = theta2 * a1;
    double a2 = bp_sigmoid(z2);
    double dz2 = (a2 - y) * bp_sigmoid_gradient(z2);
    grad[1] = dz2 * a1;
    grad[0] = dz2 * theta2 * bp_sigmoid_gradient(z1) * x;
}

/* ---------- the network ---------- */

/* Where Theta^(l) begins, l = 1..L; l = L + 1 gives the number of parameters. */
static size_t begin(const struct bp_net *net, size_t l)
{
    size_t n = 0;
    for (size_t k = 1; k < l; k++)
        n += net->units[k] * (net->units[k - 1] + 1);
    return n;
}

size_t bp_n_parameters(const struct bp_net *net)
{
    return begin(net, net->n_layers + 1);
}

void bp_unroll(const struct bp_net *net, const double *const Theta[], double *theta)
{
    for (size_t l = 1; l <= net->n_layers; l++) {
        size_t columns = net->units[l - 1] + 1;
        for (size_t i = 1; i <= net->units[l]; i++)
            for (size_t j = 0; j < columns; j++)
                *theta++ = Theta[l - 1][(i - 1) * columns + j];
    }
}

void bp_roll(const struct bp_net *net, const double *theta, double *const Theta[])
{
    for (size_t l = 1; l <= net->n_layers; l++) {
        size_t columns = net->units[l - 1] + 1;
        for (size_t i = 1; i <= net->units[l]; i++)
            for (size_t j = 0; j < columns; j++)
                Theta[l - 1][(i - 1) * columns + j] = *theta++;
    }
}

/* The layers of one sample: v[l][i] with l = 0..L and i = 0..s_l. */
static double **new_layers(const struct bp_net *net)
{
    double **v = malloc((net->n_layers + 1) * sizeof(double *));
    for (size_t l = 0; l <= net->n_layers; l++)
        v[l] = calloc(net->units[l] + 1, sizeof(double));
    return v;
}

static void free_layers(const struct bp_net *net, double **v)
{
    for (size_t l = 0; l <= net->n_layers; l++)
        free(v[l]);
    free(v);
}

static void softmax(size_t K, const double *z, double *h)
{
    double top = z[1], total = 0;
    for (size_t k = 2; k <= K; k++)
        if (z[k] > top)
            top = z[k];
    for (size_t k = 1; k <= K; k++) {
        h[k] = exp(z[k] - top);
        total += h[k];
    }
    for (size_t k = 1; k <= K; k++)
        h[k] /= total;
}

/* One sample forward: x is counted from 0 like all that comes from outside. */
static void propagate(const struct bp_net *net, const double *theta, const double *x,
                      double **z, double **a)
{
    size_t L = net->n_layers;
    for (size_t j = 1; j <= net->units[0]; j++)
        a[0][j] = x[j - 1];
    a[0][0] = 1;
    for (size_t l = 1; l <= L; l++) {
        size_t columns = net->units[l - 1] + 1;
        const double *Theta = theta + begin(net, l);
        for (size_t i = 1; i <= net->units[l]; i++) {
            float sum = 0;
            for (size_t j = 0; j < columns; j++)
                sum += (float)(Theta[(i - 1) * columns + j] * a[l - 1][j]);
            z[l][i] = sum;
            a[l][i] = bp_sigmoid(sum);
        }
        a[l][0] = 1;
    }
    if (net->output == BP_SOFTMAX)
        softmax(net->units[L], z[L], a[L]);
}

void bp_forward(const struct bp_net *net, const double *theta, size_t m, const double *X,
                double *H)
{
    size_t K = net->units[net->n_layers];
    double **z = new_layers(net), **a = new_layers(net);
    for (size_t i = 1; i <= m; i++) {
        propagate(net, theta, &X[(i - 1) * net->units[0]], z, a);
        for (size_t k = 1; k <= K; k++)
            H[(i - 1) * K + k - 1] = a[net->n_layers][k];
    }
    free_layers(net, z);
    free_layers(net, a);
}

/* log(1 + e^t) */
static double softplus(double t)
{
    return t > 0 ? t + log1p(exp(-t)) : log1p(exp(t));
}

static double loss(const struct bp_net *net, const double *z, int label)
{
    size_t K = net->units[net->n_layers], right = (size_t)label + 1;
    double sum = 0;
    if (net->output == BP_SOFTMAX) {
        double top = z[1];
        for (size_t k = 2; k <= K; k++)
            if (z[k] > top)
                top = z[k];
        for (size_t k = 1; k <= K; k++)
            sum += exp(z[k] - top);
        return log(sum) + (top - z[right]);
    }
    for (size_t k = 1; k <= K; k++) {
        if (k == right)
            sum += softplus(-z[k]);
        else
            sum += softplus(z[k]);
    }
    return sum;
}

static double penalty(const struct bp_net *net, const double *theta)
{
    double sum = 0;
    for (size_t l = 1; l <= net->n_layers; l++) {
        size_t columns = net->units[l - 1] + 1;
        for (size_t i = 1; i <= net->units[l]; i++) {
            for (size_t j = net->regularize_bias ? 0 : 1; j < columns; j++)
                sum += theta[j] * theta[j];
            theta += columns;
        }
    }
    return sum;
}

double bp_cost(const struct bp_net *net, const double *theta, const struct bp_data *data,
               double lambda)
{
    double m = (double)data->m, J = 0;
    double **z = new_layers(net), **a = new_layers(net);
    for (size_t i = 1; i <= data->m; i++) {
        propagate(net, theta, &data->X[(i - 1) * net->units[0]], z, a);
        J += loss(net, z[net->n_layers], data->y[i - 1]);
    }
    free_layers(net, z);
    free_layers(net, a);
    return J / m + lambda / (2 * m) * penalty(net, theta);
}

/* delta[l][i], l = L..1, from z and a */
static void propagate_back(const struct bp_net *net, const double *theta, int label,
                           double **z, double **a, double **delta)
{
    size_t L = net->n_layers;
    for (size_t k = 1; k <= net->units[L]; k++)
        delta[L][k] = a[L][k] - (k == (size_t)label + 1 ? 1 : 0);
    for (size_t l = L - 1; l >= 1; l--) {
        size_t columns = net->units[l] + 1;
        const double *Theta = theta + begin(net, l + 1);
        for (size_t j = 1; j <= net->units[l]; j++) {
            double sum = 0;
            for (size_t i = 1; i <= net->units[l + 1]; i++)
                sum += Theta[(i - 1) * columns + j] * delta[l + 1][i];
            delta[l][j] = sum * bp_sigmoid_gradient(z[l][j]);
        }
    }
}

void bp_backprop_sample(const struct bp_net *net, const double *theta, const double *x,
                        int label, double *a, double *delta)
{
    double **zs = new_layers(net), **as = new_layers(net), **ds = new_layers(net);
    propagate(net, theta, x, zs, as);
    propagate_back(net, theta, label, zs, as, ds);
    for (size_t l = 1; l <= net->n_layers; l++)
        for (size_t i = 1; i <= net->units[l]; i++) {
            *a++ = as[l][i];
            *delta++ = ds[l][i];
        }
    free_layers(net, zs);
    free_layers(net, as);
    free_layers(net, ds);
}

double bp_cost_gradient(const struct bp_net *net, const double *theta,
                        const struct bp_data *data, double lambda, double *grad)
{
    double m = (double)data->m, J = 0;
    double **z = new_layers(net), **a = new_layers(net), **delta = new_layers(net);
    size_t n = bp_n_parameters(net);

    for (size_t p = 0; p < n; p++)
        grad[p] = 0;
    for (size_t s = 1; s <= data->m; s++) {
        propagate(net, theta, &data->X[(s - 1) * net->units[0]], z, a);
        propagate_back(net, theta, data->y[s - 1], z, a, delta);
        J += loss(net, z[net->n_layers], data->y[s - 1]);
        for (size_t l = 1; l <= net->n_layers; l++) {
            size_t columns = net->units[l - 1] + 1;
            double *Delta = grad + begin(net, l);
            for (size_t i = 1; i <= net->units[l]; i++)
                for (size_t j = 0; j < columns; j++)
                    Delta[(i - 1) * columns + j] += delta[l][i] * a[l - 1][j];
        }
    }
    for (size_t l = 1; l <= net->n_layers; l++) {
        size_t columns = net->units[l - 1] + 1, start = begin(net, l);
        for (size_t i = 1; i <= net->units[l]; i++)
            for (size_t j = 0; j < columns; j++) {
                size_t p = start + (i - 1) * columns + j;
                grad[p] /= m;
                if (j > 0 || net->regularize_bias)
                    grad[p] += lambda / m * theta[p];
            }
    }
    free_layers(net, z);
    free_layers(net, a);
    free_layers(net, delta);
    return J / m + lambda / (2 * m) * penalty(net, theta);
}

/* ---------- gradient checking ---------- */

void bp_numerical_gradient(bp_function J, void *context, size_t n, const double *theta,
                           double epsilon, double *grad)
{
    double *copy = malloc(n * sizeof(double));
    memcpy(copy, theta, n * sizeof(double));
    for (size_t i = 1; i <= n; i++) {
        copy[i - 1] = theta[i - 1] + epsilon;
        double plus = J(n, copy, context);
        copy[i - 1] = theta[i - 1] - epsilon;
        double minus = J(n, copy, context);
        copy[i - 1] = theta[i - 1];
        grad[i - 1] = (plus - minus) / (2 * epsilon);
    }
    free(copy);
}

double bp_relative_difference(size_t n, const double *a, const double *b)
{
    double dd = 0, aa = 0, bb = 0;
    for (size_t i = 1; i <= n; i++) {
        dd += (a[i - 1] - b[i - 1]) * (a[i - 1] - b[i - 1]);
        aa += a[i - 1] * a[i - 1];
        bb += b[i - 1] * b[i - 1];
    }
    if (aa == 0 && bb == 0)
        return 0;
    return sqrt(dd) / (sqrt(aa) + sqrt(bb));
}

/* ---------- training ---------- */

/* A linear congruential generator, of which the upper 53 bits are used. */
void bp_random_init(const struct bp_net *net, uint64_t seed, double *theta)
{
    size_t n = bp_n_parameters(net);
    uint64_t state = seed;
    for (size_t p = 0; p < n; p++) {
        state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        theta[p] = ((double)(state >> 11) / 9007199254740992.0 - 0.5) * 0.24;
    }
}

double bp_gradient_descent(const struct bp_net *net, double *theta,
                           const struct bp_data *data, double lambda, double alpha,
                           size_t iterations, double *history)
{
    size_t n = bp_n_parameters(net);
    double *grad = malloc(n * sizeof(double));
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
    size_t K = net->units[net->n_layers];
    double *H = malloc(m * K * sizeof(double));
    bp_forward(net, theta, m, X, H);
    for (size_t i = 1; i <= m; i++) {
        const double *h = &H[(i - 1) * K];
        size_t best = 1;
        for (size_t k = 2; k <= K; k++)
            if (h[k - 1] > h[best - 1])
                best = k;
        y[i - 1] = (int)best - 1;
    }
    free(H);
}
