/* Whole batches: a layer is a matrix with one sample a row and a first column of ones, and a step
 * is a product of matrices. Sums run from the last term to the first. */
#include "backprop.h"

#include <math.h>
#include <stdlib.h>

struct matrix {
    size_t rows, columns;
    double *at;
};

static struct matrix matrix(size_t rows, size_t columns)
{
    return (struct matrix){rows, columns, malloc(rows * columns * sizeof(double))};
}

static struct matrix view(size_t rows, size_t columns, const double *at)
{
    return (struct matrix){rows, columns, (double *)at};
}

/* The part of Theta without its first column is addressed by `skip` = 1. */

/* C = A B^T */
static void times_transposed(struct matrix C, struct matrix A, struct matrix B)
{
    for (size_t i = C.rows; i-- > 0;)
        for (size_t j = C.columns; j-- > 0;) {
            double sum = 0;
            for (size_t k = A.columns; k-- > 0;)
                sum += A.at[i * A.columns + k] * B.at[j * B.columns + k];
            C.at[i * C.columns + j] = sum;
        }
}

/* C = A B without B's first column */
static void times_without_bias(struct matrix C, struct matrix A, struct matrix B)
{
    for (size_t i = C.rows; i-- > 0;)
        for (size_t j = C.columns; j-- > 0;) {
            double sum = 0;
            for (size_t k = A.columns; k-- > 0;)
                sum += A.at[i * A.columns + k] * B.at[k * B.columns + j + 1];
            C.at[i * C.columns + j] = sum;
        }
}

/* C = A^T B */
static void transposed_times(struct matrix C, struct matrix A, struct matrix B)
{
    for (size_t i = 0; i < C.rows * C.columns; i++)
        C.at[i] = 0;
    for (size_t s = A.rows; s-- > 0;)
        for (size_t i = 0; i < C.rows; i++)
            for (size_t j = 0; j < C.columns; j++)
                C.at[i * C.columns + j] +=
                    A.at[s * A.columns + i] * B.at[s * B.columns + j];
}

/* ---- part 1 ---- */

double bp_sigmoid(double z)
{
    if (z >= 0)
        return 1 / (1 + exp(-z));
    double e = exp(z);
    return e / (1 + e);
}

double bp_sigmoid_gradient(double z)
{
    double e = exp(-fabs(z));
    return e / ((1 + e) * (1 + e));
}

void bp_add_backward(double x, double y, double df, double *dx, double *dy)
{
    (void)x, (void)y;
    *dx = *dy = df;
}

void bp_mul_backward(double x, double y, double df, double *dx, double *dy)
{
    *dx = df * y;
    *dy = df * x;
}

void bp_max_backward(double x, double y, double df, double *dx, double *dy)
{
    *dx = y > x ? 0 : df;
    *dy = y > x ? df : 0;
}

static double neuron_sum(size_t n, const double *w, const double *x)
{
    double sum = w[n];
    while (n-- > 0)
        sum += w[n] * x[n];
    return sum;
}

double bp_neuron_forward(size_t n, const double *w, const double *x)
{
    return bp_sigmoid(neuron_sum(n, w, x));
}

void bp_neuron_backward(size_t n, const double *w, const double *x, double *dw,
                        double *dx)
{
    double slope = bp_sigmoid_gradient(neuron_sum(n, w, x));
    dw[n] = slope;
    while (n-- > 0) {
        dw[n] = slope * x[n];
        dx[n] = slope * w[n];
    }
}

double bp_graph_forward(double x, double y)
{
    double s = x + y;
    return (x + bp_sigmoid(y)) / (bp_sigmoid(x) + s * s);
}

/* The quotient rule: (N' D - N D') / D^2. */
void bp_graph_backward(double x, double y, double *dx, double *dy)
{
    double s = x + y, N = x + bp_sigmoid(y), D = bp_sigmoid(x) + s * s;
    *dx = 1 / D - N * (bp_sigmoid_gradient(x) + 2 * s) / (D * D);
    *dy = bp_sigmoid_gradient(y) / D - N * 2 * s / (D * D);
}

double bp_chain_cost(double x, double y, double theta1, double theta2)
{
    double e = y - bp_sigmoid(theta2 * bp_sigmoid(theta1 * x));
    return 0.5 * e * e;
}

void bp_chain_gradient(double x, double y, double theta1, double theta2, double grad[2])
{
    double a1 = bp_sigmoid(theta1 * x), a2 = bp_sigmoid(theta2 * a1);
    double delta2 = (a2 - y) * bp_sigmoid_gradient(theta2 * a1);
    double delta1 = delta2 * theta2 * bp_sigmoid_gradient(theta1 * x);
    grad[0] = delta1 * x;
    grad[1] = delta2 * a1;
}

/* ---- part 2 ---- */

static size_t entries(const struct bp_net *net, size_t l)
{
    return net->units[l] * (net->units[l - 1] + 1);
}

size_t bp_n_parameters(const struct bp_net *net)
{
    size_t n = 0;
    for (size_t l = net->n_layers; l > 0; l--)
        n += entries(net, l);
    return n;
}

void bp_unroll(const struct bp_net *net, const double *const Theta[], double *theta)
{
    double *end = theta + bp_n_parameters(net);
    for (size_t l = net->n_layers; l > 0; l--)
        for (size_t i = entries(net, l); i-- > 0;)
            *--end = Theta[l - 1][i];
}

void bp_roll(const struct bp_net *net, const double *theta, double *const Theta[])
{
    const double *end = theta + bp_n_parameters(net);
    for (size_t l = net->n_layers; l > 0; l--)
        for (size_t i = entries(net, l); i-- > 0;)
            Theta[l - 1][i] = *--end;
}

/* All layers of a batch: A[l] is m x (1 + s_l) with a column of ones, Z[l] is m x s_l. */
struct batch {
    const struct bp_net *net;
    size_t m;
    struct matrix *A, *Z, *Theta;
};

static void softmax_rows(struct matrix Z, double *h, size_t stride)
{
    for (size_t i = 0; i < Z.rows; i++, h += stride) {
        const double *z = Z.at + i * Z.columns;
        double sum = 0;
        for (size_t k = Z.columns; k-- > 0;)
            sum += h[k] = exp(z[k]);
        for (size_t k = 0; k < Z.columns; k++)
            h[k] = h[k] / sum;
    }
}

static struct batch batch_forward(const struct bp_net *net, const double *theta, size_t m,
                                  const double *X)
{
    size_t L = net->n_layers;
    struct batch b = {net, m, malloc((L + 1) * sizeof *b.A),
                      malloc((L + 1) * sizeof *b.Z), malloc((L + 1) * sizeof *b.Theta)};
    for (size_t l = 0; l <= L; l++) {
        size_t s = net->units[l];
        b.A[l] = matrix(m, s + 1);
        for (size_t i = 0; i < m; i++)
            b.A[l].at[i * (s + 1)] = 1;
        if (l == 0) {
            for (size_t i = 0; i < m * s; i++)
                b.A[0].at[i / s * (s + 1) + i % s + 1] = X[i];
            continue;
        }
        b.Theta[l] = view(s, net->units[l - 1] + 1, theta);
        theta += entries(net, l);
        b.Z[l] = matrix(m, s);
        times_transposed(b.Z[l], b.A[l - 1], b.Theta[l]);
        if (l == L && net->output == BP_SOFTMAX)
            softmax_rows(b.Z[l], b.A[l].at + 1, s + 1);
        else
            for (size_t i = 0; i < m * s; i++)
                b.A[l].at[i / s * (s + 1) + i % s + 1] = bp_sigmoid(b.Z[l].at[i]);
    }
    return b;
}

static void batch_free(struct batch *b)
{
    for (size_t l = 0; l <= b->net->n_layers; l++) {
        free(b->A[l].at);
        if (l > 0)
            free(b->Z[l].at);
    }
    free(b->A);
    free(b->Z);
    free(b->Theta);
}

void bp_forward(const struct bp_net *net, const double *theta, size_t m, const double *X,
                double *H)
{
    size_t K = net->units[net->n_layers];
    struct batch b = batch_forward(net, theta, m, X);
    for (size_t i = 0; i < m * K; i++)
        H[i] = b.A[net->n_layers].at[i / K * (K + 1) + i % K + 1];
    batch_free(&b);
}

static double batch_loss(const struct batch *b, const int *y)
{
    struct matrix Z = b->Z[b->net->n_layers];
    double sum = 0;
    for (size_t i = b->m; i-- > 0;) {
        const double *z = Z.at + i * Z.columns;
        size_t label = (size_t)y[i];
        if (b->net->output == BP_SOFTMAX) {
            double max = z[label], rest = 0;
            for (size_t k = 0; k < Z.columns; k++)
                max = fmax(max, z[k]);
            for (size_t k = Z.columns; k-- > 0;)
                rest += exp(z[k] - max);
            sum += log(rest) - (z[label] - max);
        } else {
            for (size_t k = Z.columns; k-- > 0;)
                sum += fmax(z[k], 0) - (k == label ? z[k] : 0) + log1p(exp(-fabs(z[k])));
        }
    }
    return sum;
}

/* sum of squares; the first column is left out unless the net says otherwise */
static double squares(const struct batch *b)
{
    double sum = 0;
    for (size_t l = b->net->n_layers; l > 0; l--) {
        struct matrix T = b->Theta[l];
        for (size_t i = T.rows * T.columns; i-- > 0;)
            if (b->net->regularize_bias || i % T.columns != 0)
                sum += T.at[i] * T.at[i];
    }
    return sum;
}

static double batch_cost(const struct batch *b, const int *y, double lambda)
{
    return (batch_loss(b, y) + lambda / 2 * squares(b)) / (double)b->m;
}

double bp_cost(const struct bp_net *net, const double *theta, const struct bp_data *data,
               double lambda)
{
    struct batch b = batch_forward(net, theta, data->m, data->X);
    double J = batch_cost(&b, data->y, lambda);
    batch_free(&b);
    return J;
}

/* D[l], l = 1..L, is m x s_l: the error terms of all samples. */
static struct matrix *batch_backward(const struct batch *b, const int *y)
{
    size_t L = b->net->n_layers, K = b->net->units[L];
    struct matrix *D = malloc((L + 1) * sizeof *D);
    D[L] = matrix(b->m, K);
    for (size_t i = 0; i < b->m; i++)
        for (size_t k = 0; k < K; k++)
            D[L].at[i * K + k] =
                b->A[L].at[i * (K + 1) + k + 1] - ((size_t)y[i] == k ? 1 : 0);
    for (size_t l = L - 1; l > 0; l--) {
        D[l] = matrix(b->m, b->net->units[l]);
        times_without_bias(D[l], D[l + 1], b->Theta[l + 1]);
        for (size_t i = 0; i < D[l].rows * D[l].columns; i++)
            D[l].at[i] *= bp_sigmoid_gradient(b->Z[l].at[i]);
    }
    return D;
}

static void free_errors(struct matrix *D, size_t L)
{
    for (size_t l = 1; l <= L; l++)
        free(D[l].at);
    free(D);
}

/* A batch of one. */
void bp_backprop_sample(const struct bp_net *net, const double *theta, const double *x,
                        int label, double *a, double *delta)
{
    struct batch b = batch_forward(net, theta, 1, x);
    struct matrix *D = batch_backward(&b, &label);
    for (size_t l = 1; l <= net->n_layers; l++)
        for (size_t i = 0; i < net->units[l]; i++) {
            *a++ = b.A[l].at[1 + i];
            *delta++ = D[l].at[i];
        }
    free_errors(D, net->n_layers);
    batch_free(&b);
}

double bp_cost_gradient(const struct bp_net *net, const double *theta,
                        const struct bp_data *data, double lambda, double *grad)
{
    struct batch b = batch_forward(net, theta, data->m, data->X);
    struct matrix *D = batch_backward(&b, data->y);
    double J = batch_cost(&b, data->y, lambda), m = (double)data->m;
    for (size_t l = 1; l <= net->n_layers; l++) {
        struct matrix T = b.Theta[l], G = view(T.rows, T.columns, grad);
        transposed_times(G, D[l], b.A[l - 1]);
        for (size_t i = 0; i < T.rows * T.columns; i++) {
            if (net->regularize_bias || i % T.columns != 0)
                G.at[i] += lambda * T.at[i];
            G.at[i] /= m;
        }
        grad += T.rows * T.columns;
    }
    free_errors(D, net->n_layers);
    batch_free(&b);
    return J;
}

/* ---- part 3 ---- */

void bp_numerical_gradient(bp_function J, void *context, size_t n, const double *theta,
                           double epsilon, double *grad)
{
    double *plus = malloc(n * sizeof *plus), *minus = malloc(n * sizeof *minus);
    for (size_t i = 0; i < n; i++)
        plus[i] = minus[i] = theta[i];
    for (size_t i = n; i-- > 0;) {
        plus[i] += epsilon;
        minus[i] -= epsilon;
        grad[i] = (J(n, plus, context) - J(n, minus, context)) / (2 * epsilon);
        plus[i] = minus[i] = theta[i];
    }
    free(plus);
    free(minus);
}

double bp_relative_difference(size_t n, const double *a, const double *b)
{
    double difference = 0, size_a = 0, size_b = 0;
    while (n-- > 0) {
        difference = hypot(difference, a[n] - b[n]);
        size_a = hypot(size_a, a[n]);
        size_b = hypot(size_b, b[n]);
    }
    return size_a + size_b == 0 ? 0 : difference / (size_a + size_b);
}

/* ---- part 4 ---- */

/* xorshift64*, never from state 0; the range follows the sizes of a layer. */
void bp_random_init(const struct bp_net *net, uint64_t seed, double *theta)
{
    uint64_t state = seed ^ UINT64_C(0x9E3779B97F4A7C15);
    if (state == 0)
        state = UINT64_C(0xD1B54A32D192ED03);
    for (int warm = 0; warm < 20; warm++) {
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
    }
    for (size_t l = 1; l <= net->n_layers; l++) {
        double range = sqrt(6.0 / (double)(net->units[l - 1] + net->units[l]));
        if (range > 0.5)
            range = 0.5;
        for (size_t i = entries(net, l); i-- > 0;) {
            state ^= state >> 12;
            state ^= state << 25;
            state ^= state >> 27;
            uint64_t bits = (state * UINT64_C(0x2545F4914F6CDD1D)) >> 11;
            *theta++ = range * (2 * ((double)bits * 0x1p-53) - 1);
        }
    }
}

double bp_gradient_descent(const struct bp_net *net, double *theta,
                           const struct bp_data *data, double lambda, double alpha,
                           size_t iterations, double *history)
{
    size_t n = bp_n_parameters(net);
    double *step = malloc(n * sizeof *step);
    double J = bp_cost(net, theta, data, lambda);
    for (size_t k = 0; k < iterations; k++) {
        history[k] = J;
        bp_cost_gradient(net, theta, data, lambda, step);
        for (size_t i = 0; i < n; i++)
            theta[i] = theta[i] - alpha * step[i];
        J = bp_cost(net, theta, data, lambda);
    }
    free(step);
    return J;
}

/* From z: the largest z is the largest h. */
void bp_predict(const struct bp_net *net, const double *theta, size_t m, const double *X,
                int *y)
{
    struct batch b = batch_forward(net, theta, m, X);
    struct matrix Z = b.Z[net->n_layers];
    for (size_t i = 0; i < m; i++) {
        size_t best = Z.columns - 1;
        for (size_t k = Z.columns; k-- > 0;)
            if (Z.at[i * Z.columns + k] >= Z.at[i * Z.columns + best])
                best = k;
        y[i] = (int)best;
    }
    batch_free(&b);
}
