/* A matrix is an array of pointers to its rows. Samples stand in columns: X is transposed
 * first, and row i of a layer holds unit i of all samples. */
#include "backprop.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

typedef double **Matrix;

static Matrix matrix_new(size_t rows, size_t columns)
{
    Matrix M = malloc(rows * sizeof(*M));
    for (size_t i = 0; M && i < rows; i++) {
        M[i] = malloc(columns * sizeof(**M));
        if (!M[i])
            abort();
    }
    if (!M)
        abort();
    return M;
}

static void matrix_free(Matrix M, size_t rows)
{
    while (rows > 0)
        free(M[--rows]);
    free(M);
}

/* The part 1 functions. */

double bp_sigmoid(double z)
{
    /* exp(-z) may become inf for z < -709, and 1 / inf is 0, as it should be */
    return 1 / (1 + exp(-z));
}

double bp_sigmoid_gradient(double z)
{
    double g = bp_sigmoid(z);
    return g * (1 - g);
}

void bp_add_backward(double x, double y, double df, double *dx, double *dy)
{
    (void)x, (void)y;
    dx[0] = dy[0] = df;
}

void bp_mul_backward(double x, double y, double df, double *dx, double *dy)
{
    dx[0] = df * y, dy[0] = df * x;
}

void bp_max_backward(double x, double y, double df, double *dx, double *dy)
{
    if (x < y)
        dx[0] = 0, dy[0] = df;
    else
        dx[0] = df, dy[0] = 0;
}

double bp_neuron_forward(size_t n, const double *w, const double *x)
{
    double z = 0;
    for (size_t i = 0; i <= n; i++)
        z += w[i] * (i < n ? x[i] : 1);
    return bp_sigmoid(z);
}

void bp_neuron_backward(size_t n, const double *w, const double *x, double *dw,
                        double *dx)
{
    double f = bp_neuron_forward(n, w, x);
    for (size_t i = 0; i <= n; i++)
        dw[i] = f * (1 - f) * (i < n ? x[i] : 1);
    for (size_t i = 0; i < n; i++)
        dx[i] = f * (1 - f) * w[i];
}

double bp_graph_forward(double x, double y)
{
    return (x + bp_sigmoid(y)) / (bp_sigmoid(x) + (x + y) * (x + y));
}

/* With u above and v below the line: f' = (u' v - u v') / v^2. */
void bp_graph_backward(double x, double y, double *dx, double *dy)
{
    double u = x + bp_sigmoid(y), v = bp_sigmoid(x) + (x + y) * (x + y);
    double ux = 1, uy = bp_sigmoid_gradient(y);
    double vx = bp_sigmoid_gradient(x) + 2 * (x + y), vy = 2 * (x + y);
    *dx = (ux * v - u * vx) / (v * v);
    *dy = (uy * v - u * vy) / (v * v);
}

double bp_chain_cost(double x, double y, double theta1, double theta2)
{
    double difference = bp_sigmoid(theta2 * bp_sigmoid(theta1 * x)) - y;
    return difference * difference / 2;
}

void bp_chain_gradient(double x, double y, double theta1, double theta2, double grad[2])
{
    double a[3] = {x, bp_sigmoid(theta1 * x), 0};
    a[2] = bp_sigmoid(theta2 * a[1]);
    double dE_da2 = a[2] - y;
    double da2_dz2 = a[2] * (1 - a[2]), dz2_dtheta2 = a[1], dz2_da1 = theta2;
    double da1_dz1 = a[1] * (1 - a[1]), dz1_dtheta1 = a[0];
    grad[0] = dE_da2 * da2_dz2 * dz2_da1 * da1_dz1 * dz1_dtheta1;
    grad[1] = dE_da2 * da2_dz2 * dz2_dtheta2;
}

/* Part 2. */

size_t bp_n_parameters(const struct bp_net *net)
{
    size_t n = 0;
    for (size_t l = net->n_layers; l > 0; l--)
        n += net->units[l] * net->units[l - 1] + net->units[l];
    return n;
}

void bp_unroll(const struct bp_net *net, const double *const Theta[], double *theta)
{
    for (size_t l = 0; l < net->n_layers; l++) {
        size_t rows = net->units[l + 1], columns = net->units[l] + 1;
        for (size_t j = 0; j < columns; j++)
            for (size_t i = 0; i < rows; i++)
                theta[i * columns + j] = Theta[l][i * columns + j];
        theta += rows * columns;
    }
}

void bp_roll(const struct bp_net *net, const double *theta, double *const Theta[])
{
    for (size_t l = 0; l < net->n_layers; l++) {
        size_t rows = net->units[l + 1], columns = net->units[l] + 1;
        for (size_t j = 0; j < columns; j++)
            for (size_t i = 0; i < rows; i++)
                Theta[l][i * columns + j] = theta[i * columns + j];
        theta += rows * columns;
    }
}

/* Pointers to the rows of every Theta^(l), l = 1..L, in theta: T[l][i][j]. */
static Matrix *rows_of(const struct bp_net *net, const double *theta)
{
    Matrix *T = malloc((net->n_layers + 1) * sizeof(*T));
    if (!T)
        abort();
    T[0] = NULL;
    for (size_t l = 1; l <= net->n_layers; l++) {
        T[l] = malloc(net->units[l] * sizeof(double *));
        if (!T[l])
            abort();
        for (size_t i = 0; i < net->units[l]; i++) {
            T[l][i] = (double *)theta;
            theta += net->units[l - 1] + 1;
        }
    }
    return T;
}

static void free_rows(const struct bp_net *net, Matrix *T)
{
    for (size_t l = 0; l <= net->n_layers; l++)
        free(T[l]);
    free(T);
}

static Matrix *layers_new(const struct bp_net *net, size_t m)
{
    Matrix *A = malloc((net->n_layers + 1) * sizeof(*A));
    if (!A)
        abort();
    for (size_t l = 0; l <= net->n_layers; l++)
        A[l] = matrix_new(net->units[l], m);
    return A;
}

static void layers_free(const struct bp_net *net, Matrix *A)
{
    for (size_t l = 0; l <= net->n_layers; l++)
        matrix_free(A[l], net->units[l]);
    free(A);
}

/* The largest z of every sample, and the sum of e^{z - max}. */
static void sum_columns(size_t K, size_t m, Matrix Z, double *max, double *sum)
{
    for (size_t s = 0; s < m; s++) {
        max[s] = -DBL_MAX;
        sum[s] = 0;
    }
    for (size_t k = 0; k < K; k++)
        for (size_t s = 0; s < m; s++)
            max[s] = fmax(max[s], Z[k][s]);
    for (size_t k = 0; k < K; k++)
        for (size_t s = 0; s < m; s++)
            sum[s] += exp(Z[k][s] - max[s]);
}

/* Fills A[0] to A[L-1] with activations, A[L] with z^(L). */
static void run(const struct bp_net *net, Matrix *T, size_t m, const double *X, Matrix *A)
{
    for (size_t s = 0; s < m; s++)
        for (size_t j = 0; j < net->units[0]; j++)
            A[0][j][s] = X[s * net->units[0] + j];
    for (size_t l = 1; l <= net->n_layers; l++) {
        for (size_t i = 0; i < net->units[l]; i++)
            for (size_t s = 0; s < m; s++)
                A[l][i][s] = T[l][i][0];
        for (size_t j = 0; j < net->units[l - 1]; j++)
            for (size_t i = 0; i < net->units[l]; i++)
                for (size_t s = 0; s < m; s++)
                    A[l][i][s] += T[l][i][j + 1] * A[l - 1][j][s];
        for (size_t i = 0; l < net->n_layers && i < net->units[l]; i++)
            for (size_t s = 0; s < m; s++)
                A[l][i][s] = bp_sigmoid(A[l][i][s]);
    }
}

/* Takes z^(L) and leaves h; returns the sum of the losses, if there are labels. */
static double finish(const struct bp_net *net, size_t m, Matrix Z, const int *y)
{
    size_t K = net->units[net->n_layers];
    double losses = 0;
    if (net->output == BP_SOFTMAX) {
        double *max = malloc(m * sizeof(*max)), *sum = malloc(m * sizeof(*sum));
        if (!max || !sum)
            abort();
        sum_columns(K, m, Z, max, sum);
        for (size_t s = 0; y && s < m; s++)
            losses += (max[s] - Z[y[s]][s]) + log(sum[s]);
        for (size_t k = 0; k < K; k++)
            for (size_t s = 0; s < m; s++)
                Z[k][s] = exp(Z[k][s] - max[s]) / sum[s];
        free(max), free(sum);
        return losses;
    }
    for (size_t k = 0; k < K; k++)
        for (size_t s = 0; s < m; s++) {
            double z = Z[k][s];
            if (y)
                losses += fmax(z, 0) - ((size_t)y[s] == k) * z + log1p(exp(-fabs(z)));
            Z[k][s] = bp_sigmoid(z);
        }
    return losses;
}

void bp_forward(const struct bp_net *net, const double *theta, size_t m, const double *X,
                double *H)
{
    size_t K = net->units[net->n_layers];
    Matrix *T = rows_of(net, theta), *A = layers_new(net, m);
    run(net, T, m, X, A);
    finish(net, m, A[net->n_layers], NULL);
    for (size_t k = 0; k < K; k++)
        for (size_t s = 0; s < m; s++)
            H[s * K + k] = A[net->n_layers][k][s];
    layers_free(net, A);
    free_rows(net, T);
}

static double squares(const struct bp_net *net, Matrix *T)
{
    double sum = 0;
    for (size_t l = 1; l <= net->n_layers; l++)
        for (size_t j = net->regularize_bias ? 0 : 1; j <= net->units[l - 1]; j++)
            for (size_t i = 0; i < net->units[l]; i++)
                sum += T[l][i][j] * T[l][i][j];
    return sum;
}

double bp_cost(const struct bp_net *net, const double *theta, const struct bp_data *data,
               double lambda)
{
    Matrix *T = rows_of(net, theta), *A = layers_new(net, data->m);
    run(net, T, data->m, data->X, A);
    double losses = finish(net, data->m, A[net->n_layers], data->y);
    double penalty = 0.5 * lambda * squares(net, T);
    layers_free(net, A);
    free_rows(net, T);
    return (losses + penalty) / (double)data->m;
}

/* D[l], l = L..1, from all activations. */
static void run_back(const struct bp_net *net, Matrix *T, size_t m, const int *y,
                     Matrix *A, Matrix *D)
{
    size_t L = net->n_layers;
    for (size_t k = 0; k < net->units[L]; k++)
        for (size_t s = 0; s < m; s++)
            D[L][k][s] = A[L][k][s] - ((size_t)y[s] == k);
    for (size_t l = L - 1; l > 0; l--)
        for (size_t j = 0; j < net->units[l]; j++) {
            for (size_t s = 0; s < m; s++)
                D[l][j][s] = 0;
            for (size_t i = 0; i < net->units[l + 1]; i++)
                for (size_t s = 0; s < m; s++)
                    D[l][j][s] += T[l + 1][i][j + 1] * D[l + 1][i][s];
            for (size_t s = 0; s < m; s++)
                D[l][j][s] *= A[l][j][s] * (1 - A[l][j][s]);
        }
}

void bp_backprop_sample(const struct bp_net *net, const double *theta, const double *x,
                        int label, double *a, double *delta)
{
    Matrix *T = rows_of(net, theta), *A = layers_new(net, 1), *D = layers_new(net, 1);
    run(net, T, 1, x, A);
    finish(net, 1, A[net->n_layers], NULL);
    run_back(net, T, 1, &label, A, D);
    for (size_t l = 1; l <= net->n_layers; l++)
        for (size_t i = 0; i < net->units[l]; i++) {
            *a++ = A[l][i][0];
            *delta++ = D[l][i][0];
        }
    layers_free(net, A);
    layers_free(net, D);
    free_rows(net, T);
}

double bp_cost_gradient(const struct bp_net *net, const double *theta,
                        const struct bp_data *data, double lambda, double *grad)
{
    size_t m = data->m;
    Matrix *T = rows_of(net, theta), *G = rows_of(net, grad);
    Matrix *A = layers_new(net, m), *D = layers_new(net, m);
    run(net, T, m, data->X, A);
    double losses = finish(net, m, A[net->n_layers], data->y);
    run_back(net, T, m, data->y, A, D);

    for (size_t l = 1; l <= net->n_layers; l++)
        for (size_t j = 0; j <= net->units[l - 1]; j++)
            for (size_t i = 0; i < net->units[l]; i++) {
                double sum = 0;
                for (size_t s = 0; s < m; s++)
                    sum += j == 0 ? D[l][i][s] : D[l][i][s] * A[l - 1][j - 1][s];
                if (j > 0 || net->regularize_bias)
                    sum += lambda * T[l][i][j];
                G[l][i][j] = sum / (double)m;
            }
    double J = losses / (double)m + lambda * squares(net, T) / (2 * (double)m);
    layers_free(net, A);
    layers_free(net, D);
    free_rows(net, T);
    free_rows(net, G);
    return J;
}

/* Parts 3 and 4. */

void bp_numerical_gradient(bp_function J, void *context, size_t n, const double *theta,
                           double epsilon, double *grad)
{
    Matrix both = matrix_new(2, n); /* theta + epsilon e_i and theta - epsilon e_i */
    for (size_t i = 0; i < n; i++)
        both[0][i] = both[1][i] = theta[i];
    for (size_t i = 0; i < n; i++) {
        both[0][i] = theta[i] + epsilon;
        both[1][i] = theta[i] - epsilon;
        grad[i] = (J(n, both[0], context) - J(n, both[1], context)) / (2 * epsilon);
        both[0][i] = both[1][i] = theta[i];
    }
    matrix_free(both, 2);
}

static double norm(size_t n, const double *a, const double *minus)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += (a[i] - (minus ? minus[i] : 0)) * (a[i] - (minus ? minus[i] : 0));
    return sqrt(sum);
}

double bp_relative_difference(size_t n, const double *a, const double *b)
{
    double below = norm(n, a, NULL) + norm(n, b, NULL);
    return below == 0 ? 0 : norm(n, a, b) / below;
}

/* Numbers from a hash of seed and place (the mixing steps of MurmurHash3). */
void bp_random_init(const struct bp_net *net, uint64_t seed, double *theta)
{
    size_t n = bp_n_parameters(net);
    for (size_t i = 0; i < n; i++) {
        uint64_t h = seed + (i + 1) * UINT64_C(0xD1B54A32D192ED03);
        h = (h ^ (h >> 33)) * UINT64_C(0xFF51AFD7ED558CCD);
        h = (h ^ (h >> 33)) * UINT64_C(0xC4CEB9FE1A85EC53);
        h ^= h >> 33;
        theta[i] = 0.25 * ((double)(h >> 11) * 0x1p-52 - 1);
    }
}

double bp_gradient_descent(const struct bp_net *net, double *theta,
                           const struct bp_data *data, double lambda, double alpha,
                           size_t iterations, double *history)
{
    Matrix *T = rows_of(net, theta);
    double *grad = malloc(bp_n_parameters(net) * sizeof(*grad));
    if (!grad)
        abort();
    Matrix *G = rows_of(net, grad);
    for (size_t k = 0; k < iterations; k++) {
        history[k] = bp_cost_gradient(net, theta, data, lambda, grad);
        for (size_t l = 1; l <= net->n_layers; l++)
            for (size_t j = 0; j <= net->units[l - 1]; j++)
                for (size_t i = 0; i < net->units[l]; i++)
                    T[l][i][j] -= alpha * G[l][i][j];
    }
    free_rows(net, T);
    free_rows(net, G);
    free(grad);
    return bp_cost(net, theta, data, lambda);
}

void bp_predict(const struct bp_net *net, const double *theta, size_t m, const double *X,
                int *y)
{
    Matrix *T = rows_of(net, theta), *A = layers_new(net, m);
    Matrix Z = A[net->n_layers];
    run(net, T, m, X, A);
    for (size_t s = 0; s < m; s++)
        y[s] = 0;
    for (size_t k = 1; k < net->units[net->n_layers]; k++)
        for (size_t s = 0; s < m; s++)
            if (Z[k][s] > Z[y[s]][s])
                y[s] = (int)k;
    layers_free(net, A);
    free_rows(net, T);
}
