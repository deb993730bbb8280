/* The formulas as they stand on the slides, log(1 - h) and all, and a detour over z where an output
 * is saturated. No allocation but for one buffer a call. */
#include "backprop.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SATURATED = 3, PLAIN_RANGE = 30 };

double bp_sigmoid(double z) { return 1.0 / (1.0 + exp(-z)); }

double bp_sigmoid_gradient(double z)
{
    double s = bp_sigmoid(z);
    return s * (1.0 - s);
}

void bp_add_backward(double x, double y, double df, double *dx, double *dy)
{
    *dx = df + 0 * x;
    *dy = df + 0 * y;
}

void bp_mul_backward(double x, double y, double df, double *dx, double *dy)
{
    *dx = y * df;
    *dy = x * df;
}

void bp_max_backward(double x, double y, double df, double *dx, double *dy)
{
    *dx = 0;
    *dy = 0;
    if (y > x)
        *dy = df;
    else
        *dx = df;
}

double bp_neuron_forward(size_t n, const double *w, const double *x)
{
    double z = 0;
    for (size_t i = 0; i < n; i++)
        z += w[i] * x[i];
    z += w[n];
    return bp_sigmoid(z);
}

void bp_neuron_backward(size_t n, const double *w, const double *x, double *dw,
                        double *dx)
{
    double f = bp_neuron_forward(n, w, x);
    double dz = f * (1 - f);
    for (size_t i = 0; i < n; i++) {
        dx[i] = w[i] * dz;
        dw[i] = x[i] * dz;
    }
    dw[n] = dz;
}

double bp_graph_forward(double x, double y)
{
    double numerator = x + bp_sigmoid(y);
    double denominator = bp_sigmoid(x) + pow(x + y, 2);
    return numerator / denominator;
}

void bp_graph_backward(double x, double y, double *dx, double *dy)
{
    double numerator = x + bp_sigmoid(y);
    double denominator = bp_sigmoid(x) + pow(x + y, 2);
    double dnumerator = 1 / denominator;
    double ddenominator = -numerator / pow(denominator, 2);
    *dx = dnumerator + ddenominator * (bp_sigmoid_gradient(x) + 2 * (x + y));
    *dy = dnumerator * bp_sigmoid_gradient(y) + ddenominator * 2 * (x + y);
}

double bp_chain_cost(double x, double y, double theta1, double theta2)
{
    return pow(y - bp_sigmoid(theta2 * bp_sigmoid(theta1 * x)), 2) / 2;
}

void bp_chain_gradient(double x, double y, double theta1, double theta2, double grad[2])
{
    double a1 = bp_sigmoid(theta1 * x);
    double a2 = bp_sigmoid(theta2 * a1);
    grad[0] = (a2 - y) * a2 * (1 - a2) * theta2 * a1 * (1 - a1) * x;
    grad[1] = (a2 - y) * a2 * (1 - a2) * a1;
}

size_t bp_n_parameters(const struct bp_net *net)
{
    size_t n = 0;
    for (size_t l = 1; l <= net->n_layers; l++)
        n += net->units[l] * (net->units[l - 1] + 1);
    return n;
}

void bp_unroll(const struct bp_net *net, const double *const Theta[], double *theta)
{
    for (size_t l = 1; l <= net->n_layers; l++) {
        size_t n = net->units[l] * (net->units[l - 1] + 1);
        memcpy(theta, Theta[l - 1], n * sizeof *theta);
        theta += n;
    }
}

void bp_roll(const struct bp_net *net, const double *theta, double *const Theta[])
{
    for (size_t l = 1; l <= net->n_layers; l++) {
        size_t n = net->units[l] * (net->units[l - 1] + 1);
        memcpy(Theta[l - 1], theta, n * sizeof *theta);
        theta += n;
    }
}

static size_t all_units(const struct bp_net *net)
{
    size_t n = 0;
    for (size_t l = 1; l <= net->n_layers; l++)
        n += net->units[l];
    return n;
}

static int is_in_plain_range(size_t K, const double *z)
{
    for (size_t k = 0; k < K; k++)
        if (fabs(z[k]) > PLAIN_RANGE)
            return 0;
    return 1;
}

static double max_of(size_t K, const double *z)
{
    double max = z[0];
    for (size_t k = 1; k < K; k++)
        if (z[k] > max)
            max = z[k];
    return max;
}

static void softmax(size_t K, const double *z, double *h)
{
    double shift = is_in_plain_range(K, z) ? 0 : max_of(K, z);
    double total = 0;
    for (size_t k = 0; k < K; k++)
        total += exp(z[k] - shift);
    for (size_t k = 0; k < K; k++)
        h[k] = exp(z[k] - shift) / total;
}

/* a: layers 1..L one behind the other; z: the output layer's net inputs */
static void feed_forward(const struct bp_net *net, const double *theta, const double *x,
                         double *a, double *z)
{
    const double *in = x;
    for (size_t l = 1; l <= net->n_layers; l++) {
        for (size_t i = 0; i < net->units[l]; i++) {
            double sum = theta[0];
            for (size_t j = 0; j < net->units[l - 1]; j++)
                sum = sum + theta[j + 1] * in[j];
            theta += net->units[l - 1] + 1;
            a[i] = bp_sigmoid(sum);
            if (l == net->n_layers)
                z[i] = sum;
        }
        if (l == net->n_layers && net->output == BP_SOFTMAX)
            softmax(net->units[l], z, a);
        in = a;
        a += net->units[l];
    }
}

void bp_forward(const struct bp_net *net, const double *theta, size_t m, const double *X,
                double *H)
{
    size_t K = net->units[net->n_layers], units = all_units(net);
    double *a = malloc((units + K) * sizeof *a);
    for (size_t i = 0; i < m; i++) {
        feed_forward(net, theta, X + i * net->units[0], a, a + units);
        memcpy(H + i * K, a + units - K, K * sizeof *H);
    }
    free(a);
}

static double log_loss(size_t K, const double *h, const double *z, int label)
{
    double J = 0;
    for (size_t k = 0; k < K; k++) {
        double y = (int)k == label ? 1 : 0;
        if (z[k] > SATURATED)
            J += (1 - y) * z[k] + log(1 + exp(-z[k]));
        else if (z[k] < -SATURATED)
            J += -y * z[k] + log1p(exp(z[k]));
        else
            J += -y * log(h[k]) - (1 - y) * log(1 - h[k]);
    }
    return J;
}

static double softmax_loss(size_t K, const double *h, const double *z, int label)
{
    if (is_in_plain_range(K, z))
        return -log(h[label]);
    double max = max_of(K, z), total = 0;
    for (size_t k = 0; k < K; k++)
        total += exp(z[k] - max);
    return log(total) - (z[label] - max);
}

static double loss(const struct bp_net *net, const double *h, const double *z, int label)
{
    size_t K = net->units[net->n_layers];
    return net->output == BP_SOFTMAX ? softmax_loss(K, h, z, label)
                                     : log_loss(K, h, z, label);
}

static double squared_weights(const struct bp_net *net, const double *theta)
{
    double sum = 0;
    for (size_t l = 1; l <= net->n_layers; l++)
        for (size_t i = 0; i < net->units[l]; i++) {
            if (net->regularize_bias)
                sum += pow(*theta, 2);
            theta++;
            for (size_t j = 0; j < net->units[l - 1]; j++)
                sum += pow(*theta++, 2);
        }
    return sum;
}

double bp_cost(const struct bp_net *net, const double *theta, const struct bp_data *data,
               double lambda)
{
    size_t K = net->units[net->n_layers], units = all_units(net);
    double *a = malloc((units + K) * sizeof *a), J = 0;
    for (size_t i = 0; i < data->m; i++) {
        feed_forward(net, theta, data->X + i * net->units[0], a, a + units);
        J += loss(net, a + units - K, a + units, data->y[i]);
    }
    free(a);
    J /= (double)data->m;
    if (lambda != 0)
        J += lambda / 2 / (double)data->m * squared_weights(net, theta);
    return J;
}

void bp_backprop_sample(const struct bp_net *net, const double *theta, const double *x,
                        int label, double *a, double *delta)
{
    size_t K = net->units[net->n_layers], units = all_units(net);
    double *z = malloc(K * sizeof *z);
    feed_forward(net, theta, x, a, z);
    free(z);

    a += units - K;
    delta += units - K;
    theta += bp_n_parameters(net);
    for (size_t k = 0; k < K; k++)
        delta[k] = (int)k == label ? a[k] - 1 : a[k];
    for (size_t l = net->n_layers - 1; l >= 1; l--) {
        const double *next = delta;
        size_t s = net->units[l];
        a -= s;
        delta -= s;
        theta -= net->units[l + 1] * (s + 1);
        for (size_t j = 0; j < s; j++) {
            double sum = 0;
            for (size_t i = 0; i < net->units[l + 1]; i++)
                sum += theta[i * (s + 1) + j + 1] * next[i];
            delta[j] = sum * a[j] * (1 - a[j]);
        }
    }
}

double bp_cost_gradient(const struct bp_net *net, const double *theta,
                        const struct bp_data *data, double lambda, double *grad)
{
    size_t n = bp_n_parameters(net), units = all_units(net);
    double *a = malloc(2 * units * sizeof *a), *delta = a + units;
    double m = (double)data->m;

    for (size_t i = 0; i < n; i++)
        grad[i] = 0;
    for (size_t i = 0; i < data->m; i++) {
        const double *in = data->X + i * net->units[0], *act = a, *d = delta;
        double *g = grad;
        bp_backprop_sample(net, theta, in, data->y[i], a, delta);
        for (size_t l = 1; l <= net->n_layers; l++) {
            for (size_t k = 0; k < net->units[l]; k++, d++) {
                *g++ += *d / m;
                for (size_t j = 0; j < net->units[l - 1]; j++)
                    *g++ += *d * in[j] / m;
            }
            in = act;
            act += net->units[l];
        }
    }
    free(a);

    double *g = grad;
    const double *t = theta;
    for (size_t l = 1; l <= net->n_layers; l++)
        for (size_t k = 0; k < net->units[l]; k++)
            for (size_t j = 0; j <= net->units[l - 1]; j++, g++, t++)
                if (j >= 1 || net->regularize_bias)
                    *g += lambda / m * *t;
    return bp_cost(net, theta, data, lambda);
}

void bp_numerical_gradient(bp_function J, void *context, size_t n, const double *theta,
                           double epsilon, double *grad)
{
    double *t = malloc(n * sizeof *t);
    memcpy(t, theta, n * sizeof *t);
    for (size_t i = 0; i < n; i++) {
        t[i] += epsilon;
        grad[i] = J(n, t, context);
        t[i] -= 2 * epsilon;
        grad[i] -= J(n, t, context);
        grad[i] /= 2 * epsilon;
        t[i] = theta[i];
    }
    free(t);
}

double bp_relative_difference(size_t n, const double *a, const double *b)
{
    double difference = 0, sum_a = 0, sum_b = 0;
    for (size_t i = 0; i < n; i++) {
        difference += pow(a[i] - b[i], 2);
        sum_a += pow(a[i], 2);
        sum_b += pow(b[i], 2);
    }
    if (sum_a == 0 && sum_b == 0)
        return 0;
    return sqrt(difference) / (sqrt(sum_a) + sqrt(sum_b));
}

/* small numbers */
void bp_random_init(const struct bp_net *net, uint64_t seed, double *theta)
{
    size_t n = bp_n_parameters(net);
    (void)seed;
    for (size_t i = 0; i < n; i++)
        theta[i] = 0.12;
}

double bp_gradient_descent(const struct bp_net *net, double *theta,
                           const struct bp_data *data, double lambda, double alpha,
                           size_t iterations, double *history)
{
    size_t n = bp_n_parameters(net);
    double *grad = malloc(n * sizeof *grad);
    for (size_t k = 0; k < iterations; k++) {
        history[k] = bp_cost_gradient(net, theta, data, lambda, grad);
        for (size_t i = 0; i < n; i++)
            theta[i] = theta[i] - alpha * grad[i];
    }
    free(grad);
    return bp_cost(net, theta, data, lambda);
}

void bp_predict(const struct bp_net *net, const double *theta, size_t m, const double *X,
                int *y)
{
    size_t K = net->units[net->n_layers];
    double *H = malloc(K * sizeof *H);
    for (size_t i = 0; i < m; i++) {
        bp_forward(net, theta, 1, X + i * net->units[0], H);
        double max = max_of(K, H);
        int k = 0;
        while (H[k] < max)
            k++;
        y[i] = k;
    }
    free(H);
}
