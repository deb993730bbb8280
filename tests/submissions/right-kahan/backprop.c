/* Every sum is compensated (Kahan, Neumaier), products go through fma(), buffers are variable-length
 * arrays on the stack and are worked on in place. */
#include "backprop.h"

#include <float.h>
#include <math.h>
#include <string.h>

struct sum {
    double s, c;
};

static void add(struct sum *sum, double v)
{
    double t = sum->s + v;
    sum->c += fabs(sum->s) >= fabs(v) ? (sum->s - t) + v : (v - t) + sum->s;
    sum->s = t;
}

/* the product and what its rounding lost */
static void add_product(struct sum *sum, double a, double b)
{
    double p = a * b;
    add(sum, p);
    sum->c += fma(a, b, -p);
}

static double total(struct sum sum)
{
    return sum.s + sum.c;
}

double bp_sigmoid(double z)
{
    double e = exp(-fabs(z)), small = e / (1 + e);
    return signbit(z) ? small : 1 - small;
}

double bp_sigmoid_gradient(double z)
{
    double e = exp(-fabs(z)), f = 1 + e;
    return e / fma(f, f, 0);
}

void bp_add_backward(double x, double y, double df, double *dx, double *dy)
{
    (void)(x + y);
    *dy = *dx = df;
}

void bp_mul_backward(double x, double y, double df, double *dx, double *dy)
{
    *dx = fma(df, y, 0);
    *dy = fma(df, x, 0);
}

void bp_max_backward(double x, double y, double df, double *dx, double *dy)
{
    double *const to[2] = {dx, dy};
    int y_wins = fmax(x, y) == y && y != x;
    *to[y_wins] = df;
    *to[!y_wins] = 0;
}

static double neuron(size_t n, const double *w, const double *x)
{
    struct sum z = {w[n], 0};
    for (size_t i = 0; i < n; i++)
        add_product(&z, w[i], x[i]);
    return total(z);
}

double bp_neuron_forward(size_t n, const double *w, const double *x)
{
    return bp_sigmoid(neuron(n, w, x));
}

void bp_neuron_backward(size_t n, const double *w, const double *x, double *dw,
                        double *dx)
{
    memcpy(dw, x, n * sizeof *dw);
    memcpy(dx, w, n * sizeof *dx);
    dw[n] = 1;
    double dz = bp_sigmoid_gradient(neuron(n, w, x));
    for (size_t i = 0; i <= n; i++)
        dw[i] *= dz;
    for (size_t i = 0; i < n; i++)
        dx[i] *= dz;
}

double bp_graph_forward(double x, double y)
{
    return (x + bp_sigmoid(y)) / fma(x + y, x + y, bp_sigmoid(x));
}

void bp_graph_backward(double x, double y, double *dx, double *dy)
{
    double den = fma(x + y, x + y, bp_sigmoid(x)), inverse = 1 / den;
    double f = (x + bp_sigmoid(y)) * inverse;
    *dy = -2 * (x + y) * f * inverse;
    *dx = fma(-f * inverse, bp_sigmoid_gradient(x), inverse) + *dy;
    *dy = fma(bp_sigmoid_gradient(y), inverse, *dy);
}

double bp_chain_cost(double x, double y, double theta1, double theta2)
{
    double a = theta1 * x;
    a = bp_sigmoid(a);
    a *= theta2;
    a = bp_sigmoid(a);
    a -= y;
    return fma(a, a / 2, 0);
}

void bp_chain_gradient(double x, double y, double theta1, double theta2, double grad[2])
{
    double a1 = bp_sigmoid(theta1 * x), z2 = theta2 * a1;
    grad[1] = (bp_sigmoid(z2) - y) * bp_sigmoid_gradient(z2);
    grad[0] = grad[1] * theta2 * bp_sigmoid_gradient(theta1 * x) * x;
    grad[1] *= a1;
}

size_t bp_n_parameters(const struct bp_net *net)
{
    size_t n = 0;
    for (const size_t *s = net->units; s < net->units + net->n_layers; s++)
        n += (s[0] + 1) * s[1];
    return n;
}

static size_t widest(const struct bp_net *net)
{
    size_t width = 0;
    for (size_t l = 0; l <= net->n_layers; l++)
        width = net->units[l] > width ? net->units[l] : width;
    return width;
}

void bp_unroll(const struct bp_net *net, const double *const Theta[], double *theta)
{
    for (size_t l = 0; l < net->n_layers; l++)
        for (size_t i = 0; i < net->units[l + 1] * (net->units[l] + 1); i++)
            *theta++ = Theta[l][i];
}

void bp_roll(const struct bp_net *net, const double *theta, double *const Theta[])
{
    for (size_t l = 0; l < net->n_layers; l++)
        for (size_t i = 0; i < net->units[l + 1] * (net->units[l] + 1); i++)
            Theta[l][i] = *theta++;
}

/* z of the output layer becomes h */
static void activate(const struct bp_net *net, double *z)
{
    size_t K = net->units[net->n_layers];
    if (net->output == BP_ONE_VS_ALL) {
        for (size_t k = 0; k < K; k++)
            z[k] = bp_sigmoid(z[k]);
        return;
    }
    double max = -DBL_MAX;
    struct sum all = {0, 0};
    for (size_t k = 0; k < K; k++)
        max = fmax(max, z[k]);
    for (size_t k = 0; k < K; k++)
        add(&all, z[k] = exp(z[k] - max));
    for (size_t k = 0; k < K; k++)
        z[k] /= total(all);
}

/* Net inputs of layer l from the layer below; moves theta on. */
static void weigh(size_t rows, size_t columns, const double **theta, const double *below,
                  double *z)
{
    for (size_t i = 0; i < rows; i++) {
        struct sum sum = {*(*theta)++, 0};
        for (size_t j = 0; j < columns; j++)
            add_product(&sum, *(*theta)++, below[j]);
        z[i] = total(sum);
    }
}

/* Two buffers that take turns; the last layer's net inputs end in z. */
static void reach_output(const struct bp_net *net, const double *theta, const double *x,
                         double *z)
{
    size_t L = net->n_layers, width = widest(net);
    double buffer[2][width];
    memcpy(buffer[0], x, net->units[0] * sizeof *x);
    for (size_t l = 1; l < L; l++) {
        double *to = buffer[l % 2];
        weigh(net->units[l], net->units[l - 1], &theta, buffer[(l - 1) % 2], to);
        for (size_t i = 0; i < net->units[l]; i++)
            to[i] = bp_sigmoid(to[i]);
    }
    weigh(net->units[L], net->units[L - 1], &theta, buffer[(L - 1) % 2], z);
}

void bp_forward(const struct bp_net *net, const double *theta, size_t m, const double *X,
                double *H)
{
    for (; m > 0; m--, X += net->units[0], H += net->units[net->n_layers]) {
        reach_output(net, theta, X, H);
        activate(net, H);
    }
}

static void add_loss(const struct bp_net *net, const double *z, size_t label,
                     struct sum *J)
{
    size_t K = net->units[net->n_layers];
    if (net->output == BP_SOFTMAX) {
        double max = -DBL_MAX;
        struct sum all = {0, 0};
        for (size_t k = 0; k < K; k++)
            max = fmax(max, z[k]);
        for (size_t k = 0; k < K; k++)
            add(&all, exp(z[k] - max));
        add(J, log(total(all)));
        add(J, max);
        add(J, -z[label]);
        return;
    }
    for (size_t k = 0; k < K; k++) {
        add(J, log1p(exp(-fabs(z[k]))));
        if ((z[k] > 0) != (k == label))
            add(J, fabs(z[k]));
    }
}

static void add_penalty(const struct bp_net *net, const double *theta, double lambda,
                        struct sum *J)
{
    struct sum squares = {0, 0};
    for (size_t l = 0; l < net->n_layers; l++)
        for (size_t i = 0; i < net->units[l + 1]; i++, theta += net->units[l] + 1)
            for (size_t j = net->regularize_bias ? 0 : 1; j <= net->units[l]; j++)
                add_product(&squares, theta[j], theta[j]);
    add(J, lambda / 2 * total(squares));
}

double bp_cost(const struct bp_net *net, const double *theta, const struct bp_data *data,
               double lambda)
{
    double z[net->units[net->n_layers]];
    struct sum J = {0, 0};
    for (size_t i = 0; i < data->m; i++) {
        reach_output(net, theta, data->X + i * net->units[0], z);
        add_loss(net, z, (size_t)data->y[i], &J);
    }
    add_penalty(net, theta, lambda, &J);
    return total(J) / (double)data->m;
}

/* From a of all layers to delta of all layers. */
static void pull_back(const struct bp_net *net, const double *theta, size_t label,
                      const double *a, double *delta)
{
    size_t L = net->n_layers, at = 0, weights = bp_n_parameters(net);
    for (size_t l = 1; l < L; l++)
        at += net->units[l];
    memcpy(delta + at, a + at, net->units[L] * sizeof *a);
    delta[at + label] -= 1;
    for (size_t l = L - 1; l > 0; l--) {
        size_t s = net->units[l], above = at;
        at -= s;
        weights -= net->units[l + 1] * (s + 1);
        for (size_t j = 0; j < s; j++) {
            struct sum sum = {0, 0};
            for (size_t i = 0; i < net->units[l + 1]; i++)
                add_product(&sum, theta[weights + i * (s + 1) + 1 + j], delta[above + i]);
            delta[at + j] = total(sum) * (a[at + j] * (1 - a[at + j]));
        }
    }
}

/* a of all layers, z of the last */
static void push(const struct bp_net *net, const double *theta, const double *x, double *a,
                 double *z)
{
    size_t L = net->n_layers;
    for (size_t l = 1; l <= L; l++) {
        weigh(net->units[l], net->units[l - 1], &theta, x, a);
        if (l == L) {
            memcpy(z, a, net->units[L] * sizeof *z);
            activate(net, a);
        }
        for (size_t i = 0; l < L && i < net->units[l]; i++)
            a[i] = bp_sigmoid(a[i]);
        x = a;
        a += net->units[l];
    }
}

void bp_backprop_sample(const struct bp_net *net, const double *theta, const double *x,
                        int label, double *a, double *delta)
{
    double z[net->units[net->n_layers]];
    push(net, theta, x, a, z);
    pull_back(net, theta, (size_t)label, a, delta);
}

double bp_cost_gradient(const struct bp_net *net, const double *theta,
                        const struct bp_data *data, double lambda, double *grad)
{
    size_t n = bp_n_parameters(net), units = 0, L = net->n_layers;
    for (size_t l = 1; l <= L; l++)
        units += net->units[l];
    double a[units], delta[units], z[net->units[L]], lost[n], m = (double)data->m;
    struct sum J = {0, 0};
    memset(grad, 0, n * sizeof *grad);
    memset(lost, 0, sizeof lost);

    for (size_t i = 0; i < data->m; i++) {
        const double *below = data->X + i * net->units[0];
        size_t p = 0, u = 0;
        push(net, theta, below, a, z);
        pull_back(net, theta, (size_t)data->y[i], a, delta);
        add_loss(net, z, (size_t)data->y[i], &J);
        for (size_t l = 1; l <= L; l++) {
            for (size_t k = 0; k < net->units[l]; k++)
                for (size_t j = 0; j <= net->units[l - 1]; j++, p++) {
                    struct sum entry = {grad[p], lost[p]};
                    add_product(&entry, delta[u + k], j ? below[j - 1] : 1);
                    grad[p] = entry.s;
                    lost[p] = entry.c;
                }
            below = a + u;
            u += net->units[l];
        }
    }
    for (size_t l = 1, p = 0; l <= L; l++)
        for (size_t k = 0; k < net->units[l]; k++)
            for (size_t j = 0; j <= net->units[l - 1]; j++, p++) {
                grad[p] += lost[p];
                if (j || net->regularize_bias)
                    grad[p] = fma(lambda, theta[p], grad[p]);
                grad[p] /= m;
            }
    add_penalty(net, theta, lambda, &J);
    return total(J) / m;
}

void bp_numerical_gradient(bp_function J, void *context, size_t n, const double *theta,
                           double epsilon, double *grad)
{
    double t[n];
    memcpy(t, theta, sizeof t);
    for (size_t i = 0; i < n; i++) {
        t[i] = theta[i] + epsilon;
        grad[i] = J(n, t, context);
        t[i] = theta[i] - epsilon;
        grad[i] -= J(n, t, context);
        grad[i] *= 0.5 / epsilon;
        t[i] = theta[i];
    }
}

double bp_relative_difference(size_t n, const double *a, const double *b)
{
    struct sum d = {0, 0}, x = {0, 0}, y = {0, 0};
    for (size_t i = 0; i < n; i++) {
        add_product(&d, a[i] - b[i], a[i] - b[i]);
        add_product(&x, a[i], a[i]);
        add_product(&y, b[i], b[i]);
    }
    double sizes = sqrt(total(x)) + sqrt(total(y));
    return sizes == 0 ? 0 : sqrt(total(d)) / sizes;
}

/* Two xorshift generators of 64 bits, one for the seed and one for its complement, added; a layer's
 * numbers are uniform with a deviation of 1 / sqrt(s), at most 0.28. */
static uint64_t shift(uint64_t *x)
{
    *x ^= *x << 13;
    *x ^= *x >> 7;
    return *x ^= *x << 17;
}

void bp_random_init(const struct bp_net *net, uint64_t seed, double *theta)
{
    uint64_t a = seed ? seed : 0x5DEECE66Du, b = ~seed ? ~seed : 0xB5297A4Du;
    for (int i = 0; i < 64; i++)
        shift(&a), shift(&b);
    for (size_t l = 1; l <= net->n_layers; l++) {
        size_t n = net->units[l] * (net->units[l - 1] + 1);
        double half = fmin(0.5, sqrt(3 / (double)net->units[l - 1]));
        for (; n > 0; n--) {
            uint64_t bits = shift(&a) * UINT64_C(0x2545F4914F6CDD1D) +
                            shift(&b) * UINT64_C(0xD1342543DE82EF95);
            *theta++ = half * fma((double)(bits >> 11), 0x1p-52, -1);
        }
    }
}

double bp_gradient_descent(const struct bp_net *net, double *theta,
                           const struct bp_data *data, double lambda, double alpha,
                           size_t iterations, double *history)
{
    size_t n = bp_n_parameters(net);
    double grad[n];
    while (iterations-- > 0) {
        *history++ = bp_cost_gradient(net, theta, data, lambda, grad);
        for (size_t i = 0; i < n; i++)
            theta[i] = fma(-alpha, grad[i], theta[i]);
    }
    return bp_cost(net, theta, data, lambda);
}

void bp_predict(const struct bp_net *net, const double *theta, size_t m, const double *X,
                int *y)
{
    double z[net->units[net->n_layers]];
    for (; m > 0; m--, X += net->units[0], y++) {
        reach_output(net, theta, X, z);
        *y = 0;
        for (int k = 1; k < (int)net->units[net->n_layers]; k++)
            if (z[k] > z[*y])
                *y = k;
    }
}
