/* Nothing is kept that can be found again: for each layer of each sample the activations
 * are computed from the input on, and the error terms from the output down. Some sums are
 * volatile, so that the debugger shows them. Only the cost is written with care. */
#include "backprop.h"
#include <math.h>
#include <stdlib.h>

/* ===== sigmoid ===== */

double bp_sigmoid(double z)
{
    if (z > 0) {
        return 1.0 / (1.0 + exp(-z));
    } else {
        return exp(z) / (1.0 + exp(z));
    }
}

double bp_sigmoid_gradient(double z)
{
    volatile double g = bp_sigmoid(z);
    volatile double one_minus_g = bp_sigmoid(-z);
    return g * one_minus_g;
}

/* ===== gates ===== */

void bp_add_backward(double x, double y, double df, double *dx, double *dy)
{
    double local_x = 1.0, local_y = 1.0;
    (void)x;
    (void)y;
    *dx = local_x * df;
    *dy = local_y * df;
}

void bp_mul_backward(double x, double y, double df, double *dx, double *dy)
{
    double local_x = y, local_y = x;
    *dx = local_x * df;
    *dy = local_y * df;
}

void bp_max_backward(double x, double y, double df, double *dx, double *dy)
{
    double local_x = 0.0, local_y = 0.0;
    if (x > y || x == y) {
        local_x = 1.0;
    } else {
        local_y = 1.0;
    }
    *dx = local_x * df;
    *dy = local_y * df;
}

/* ===== neuron ===== */

static double neuron_z(size_t n, const double *w, const double *x)
{
    volatile double z = 0.0;
    for (size_t i = 0; i < n; i++) {
        z = z + w[i] * x[i];
    }
    z = z + w[n];
    return z;
}

double bp_neuron_forward(size_t n, const double *w, const double *x)
{
    return bp_sigmoid(neuron_z(n, w, x));
}

void bp_neuron_backward(size_t n, const double *w, const double *x, double *dw,
                        double *dx)
{
    for (size_t i = 0; i < n; i++) {
        dw[i] = bp_sigmoid_gradient(neuron_z(n, w, x)) * x[i];
        dx[i] = bp_sigmoid_gradient(neuron_z(n, w, x)) * w[i];
    }
    dw[n] = bp_sigmoid_gradient(neuron_z(n, w, x));
}

/* ===== graph and chain ===== */

static double numerator(double x, double y)
{
    return x + bp_sigmoid(y);
}
static double denominator(double x, double y)
{
    return bp_sigmoid(x) + pow(x + y, 2.0);
}

double bp_graph_forward(double x, double y)
{
    return numerator(x, y) / denominator(x, y);
}

void bp_graph_backward(double x, double y, double *dx, double *dy)
{
    double d2 = denominator(x, y) * denominator(x, y);
    *dx = 1.0 / denominator(x, y);
    *dx -= numerator(x, y) * bp_sigmoid_gradient(x) / d2;
    *dx -= numerator(x, y) * 2.0 * (x + y) / d2;
    *dy = bp_sigmoid_gradient(y) / denominator(x, y);
    *dy -= numerator(x, y) * 2.0 * (x + y) / d2;
}

double bp_chain_cost(double x, double y, double theta1, double theta2)
{
    double a1 = bp_sigmoid(theta1 * x);
    double a2 = bp_sigmoid(theta2 * a1);
    return pow(y - a2, 2.0) / 2.0;
}

void bp_chain_gradient(double x, double y, double theta1, double theta2, double grad[2])
{
    grad[0] = (bp_sigmoid(theta2 * bp_sigmoid(theta1 * x)) - y) *
              bp_sigmoid_gradient(theta2 * bp_sigmoid(theta1 * x)) * theta2 *
              bp_sigmoid_gradient(theta1 * x) * x;
    grad[1] = (bp_sigmoid(theta2 * bp_sigmoid(theta1 * x)) - y) *
              bp_sigmoid_gradient(theta2 * bp_sigmoid(theta1 * x)) *
              bp_sigmoid(theta1 * x);
}

/* ===== the network ===== */

static size_t size_of_layer(const struct bp_net *net, size_t l)
{
    return net->units[l] * (net->units[l - 1] + 1);
}

static size_t start_of_layer(const struct bp_net *net, size_t l)
{
    size_t n = 0;
    for (size_t k = 1; k < l; k++) {
        n += size_of_layer(net, k);
    }
    return n;
}

size_t bp_n_parameters(const struct bp_net *net)
{
    return start_of_layer(net, net->n_layers + 1);
}

void bp_unroll(const struct bp_net *net, const double *const Theta[], double *theta)
{
    for (size_t l = 1; l <= net->n_layers; l++) {
        for (size_t k = 0; k < size_of_layer(net, l); k++) {
            theta[start_of_layer(net, l) + k] = Theta[l - 1][k];
        }
    }
}

void bp_roll(const struct bp_net *net, const double *theta, double *const Theta[])
{
    for (size_t l = 1; l <= net->n_layers; l++) {
        for (size_t k = 0; k < size_of_layer(net, l); k++) {
            Theta[l - 1][k] = theta[start_of_layer(net, l) + k];
        }
    }
}

static double *copy(const double *from, size_t n)
{
    double *p = malloc((n + 1) * sizeof(double));
    if (p == NULL) {
        abort();
    }
    for (size_t i = 0; i < n; i++) {
        p[i] = from[i];
    }
    return p;
}

/* z^(l) or a^(l) of a sample, in memory that the caller frees. */
static double *net_input(const struct bp_net *net, const double *theta, const double *x,
                         size_t l);

static double *activation(const struct bp_net *net, const double *theta, const double *x,
                          size_t l)
{
    if (l == 0) {
        return copy(x, net->units[0]);
    }
    double *z = net_input(net, theta, x, l);
    double *a = copy(z, net->units[l]);
    if (l == net->n_layers && net->output == BP_SOFTMAX) {
        double max = z[0], sum = 0.0;
        for (size_t k = 0; k < net->units[l]; k++) {
            max = z[k] > max ? z[k] : max;
        }
        for (size_t k = 0; k < net->units[l]; k++) {
            sum += exp(z[k] - max);
        }
        for (size_t k = 0; k < net->units[l]; k++) {
            a[k] = exp(z[k] - max) / sum;
        }
    } else {
        for (size_t k = 0; k < net->units[l]; k++) {
            a[k] = bp_sigmoid(z[k]);
        }
    }
    free(z);
    return a;
}

static double *net_input(const struct bp_net *net, const double *theta, const double *x,
                         size_t l)
{
    double *below = activation(net, theta, x, l - 1);
    double *z = malloc(net->units[l] * sizeof(double));
    double *Theta = copy(theta + start_of_layer(net, l), size_of_layer(net, l));
    for (size_t i = 0; i < net->units[l]; i++) {
        double sum = Theta[i * (net->units[l - 1] + 1)];
        for (size_t j = 1; j <= net->units[l - 1]; j++) {
            sum = sum + Theta[i * (net->units[l - 1] + 1) + j] * below[j - 1];
        }
        z[i] = sum;
    }
    free(Theta);
    free(below);
    return z;
}

/* delta^(l), likewise */
static double *error_term(const struct bp_net *net, const double *theta, const double *x,
                          int label, size_t l)
{
    double *d = activation(net, theta, x, l);
    if (l == net->n_layers) {
        d[label] = d[label] - 1.0;
        return d;
    }
    double *above = error_term(net, theta, x, label, l + 1);
    double *Theta = copy(theta + start_of_layer(net, l + 1), size_of_layer(net, l + 1));
    for (size_t j = 0; j < net->units[l]; j++) {
        volatile double sum = 0.0;
        for (size_t i = 0; i < net->units[l + 1]; i++) {
            sum = sum + above[i] * Theta[i * (net->units[l] + 1) + j + 1];
        }
        d[j] = sum * d[j] * (1.0 - d[j]);
    }
    free(Theta);
    free(above);
    return d;
}

void bp_forward(const struct bp_net *net, const double *theta, size_t m, const double *X,
                double *H)
{
    size_t K = net->units[net->n_layers];
    for (size_t s = 0; s < m; s++) {
        double *h = activation(net, theta, X + s * net->units[0], net->n_layers);
        for (size_t k = 0; k < K; k++) {
            H[s * K + k] = h[k];
        }
        free(h);
    }
}

void bp_backprop_sample(const struct bp_net *net, const double *theta, const double *x,
                        int label, double *a, double *delta)
{
    for (size_t l = 1; l <= net->n_layers; l++) {
        double *al = activation(net, theta, x, l);
        double *dl = error_term(net, theta, x, label, l);
        for (size_t i = 0; i < net->units[l]; i++) {
            *a++ = al[i];
            *delta++ = dl[i];
        }
        free(al);
        free(dl);
    }
}

static double log_of_sum(size_t K, const double *z)
{
    double max = z[0], sum = 0.0;
    for (size_t k = 1; k < K; k++) {
        max = z[k] > max ? z[k] : max;
    }
    for (size_t k = 0; k < K; k++) {
        sum += exp(z[k] - max);
    }
    return max + log(sum);
}

double bp_cost(const struct bp_net *net, const double *theta, const struct bp_data *data,
               double lambda)
{
    size_t L = net->n_layers, widest = 0;
    double J = 0.0, squares = 0.0;
    for (size_t l = 0; l <= L; l++) {
        widest = net->units[l] > widest ? net->units[l] : widest;
    }
    double *a = calloc(2 * widest, sizeof(double)), *z = a + widest;
    if (a == NULL) {
        abort();
    }
    for (size_t s = 0; s < data->m; s++) {
        const double *Theta = theta;
        for (size_t j = 0; j < net->units[0]; j++) {
            a[j] = data->X[s * net->units[0] + j];
        }
        for (size_t l = 1; l <= L; l++) {
            for (size_t i = 0; i < net->units[l]; i++) {
                z[i] = *Theta++;
                for (size_t j = 0; j < net->units[l - 1]; j++) {
                    z[i] += *Theta++ * a[j];
                }
            }
            for (size_t i = 0; l < L && i < net->units[l]; i++) {
                a[i] = bp_sigmoid(z[i]);
            }
        }
        for (size_t k = 0; net->output == BP_ONE_VS_ALL && k < net->units[L]; k++) {
            double other = (int)k == data->y[s] ? -z[k] : z[k];
            J += fmax(other, 0.0) + log1p(exp(-fabs(other)));
        }
        if (net->output == BP_SOFTMAX) {
            J += log_of_sum(net->units[L], z) - z[data->y[s]];
        }
    }
    free(a);
    for (size_t l = 1; l <= L; l++) {
        for (size_t k = 0; k < size_of_layer(net, l); k++, theta++) {
            if (net->regularize_bias || k % (net->units[l - 1] + 1) != 0) {
                squares += *theta * *theta;
            }
        }
    }
    return J / (double)data->m + lambda * squares / (2.0 * (double)data->m);
}

double bp_cost_gradient(const struct bp_net *net, const double *theta,
                        const struct bp_data *data, double lambda, double *grad)
{
    for (size_t l = 1; l <= net->n_layers; l++) {
        size_t columns = net->units[l - 1] + 1, start = start_of_layer(net, l);
        for (size_t k = 0; k < size_of_layer(net, l); k++) {
            grad[start + k] = 0.0;
        }
        for (size_t s = 0; s < data->m; s++) {
            double *x = copy(data->X + s * net->units[0], net->units[0]);
            double *a = activation(net, theta, x, l - 1);
            double *d = error_term(net, theta, x, data->y[s], l);
            for (size_t k = 0; k < size_of_layer(net, l); k++) {
                double input = k % columns == 0 ? 1.0 : a[k % columns - 1];
                grad[start + k] += d[k / columns] * input;
            }
            free(x);
            free(a);
            free(d);
        }
        for (size_t k = 0; k < size_of_layer(net, l); k++) {
            if (net->regularize_bias || k % columns != 0) {
                grad[start + k] += lambda * theta[start + k];
            }
            grad[start + k] /= (double)data->m;
        }
    }
    return bp_cost(net, theta, data, lambda);
}

/* ===== checking and training ===== */

void bp_numerical_gradient(bp_function J, void *context, size_t n, const double *theta,
                           double epsilon, double *grad)
{
    for (size_t i = 0; i < n; i++) {
        double *plus = copy(theta, n), *minus = copy(theta, n);
        plus[i] = plus[i] + epsilon;
        minus[i] = minus[i] - epsilon;
        grad[i] = (J(n, plus, context) - J(n, minus, context)) / (2.0 * epsilon);
        free(plus);
        free(minus);
    }
}

static double length(size_t n, const double *v)
{
    volatile double sum = 0.0;
    for (size_t i = 0; i < n; i++) {
        sum = sum + v[i] * v[i];
    }
    return sqrt(sum);
}

double bp_relative_difference(size_t n, const double *a, const double *b)
{
    double *d = copy(a, n);
    for (size_t i = 0; i < n; i++) {
        d[i] -= b[i];
    }
    double above = length(n, d), below = length(n, a) + length(n, b);
    free(d);
    return below == 0.0 ? 0.0 : above / below;
}

/* Number i: i + 1 steps of a generator that starts at the seed. */
void bp_random_init(const struct bp_net *net, uint64_t seed, double *theta)
{
    for (size_t i = 0; i < bp_n_parameters(net); i++) {
        uint64_t state = seed + UINT64_C(0x632BE59BD9B4E019) * (i + 1);
        for (int round = 0; round < 4; round++) {
            state ^= state >> 31;
            state *= UINT64_C(0x7FB5D329728EA185);
        }
        state ^= state >> 30;
        theta[i] = ((double)(state >> 12) + 0.5) * 0x1p-52 * 0.3 - 0.15;
    }
}

double bp_gradient_descent(const struct bp_net *net, double *theta,
                           const struct bp_data *data, double lambda, double alpha,
                           size_t iterations, double *history)
{
    for (size_t k = 0; k < iterations; k++) {
        double *grad = copy(theta, bp_n_parameters(net));
        history[k] = bp_cost_gradient(net, theta, data, lambda, grad);
        for (size_t i = 0; i < bp_n_parameters(net); i++) {
            theta[i] -= alpha * grad[i];
        }
        free(grad);
    }
    return bp_cost(net, theta, data, lambda);
}

void bp_predict(const struct bp_net *net, const double *theta, size_t m, const double *X,
                int *y)
{
    for (size_t s = 0; s < m; s++) {
        double *h = activation(net, theta, X + s * net->units[0], net->n_layers);
        y[s] = 0;
        for (size_t k = 0; k < net->units[net->n_layers]; k++) {
            if (h[k] > h[y[s]]) {
                y[s] = (int)k;
            }
        }
        free(h);
    }
}
