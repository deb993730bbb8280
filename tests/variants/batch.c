/* batch.c: all samples at once: a layer is a matrix of a sample a row, and forward, backward
 * and gradient are a matrix product each, by cblas_dgemm or (-DFMA) by sums of fma(). */
#include "reference.h"

#ifdef FMA

/* C = op(A) op(B) + beta C, row-major, op the transpose where asked for. */
static void product(int transpose_A, int transpose_B, size_t m, size_t n, size_t k,
                    const double *A, size_t lda, const double *B, size_t ldb, double beta,
                    double *C, size_t ldc)
{
    for (size_t i = 0; i < m; i++)
        for (size_t j = 0; j < n; j++) {
            double sum = beta == 0 ? 0 : beta * C[i * ldc + j];
            for (size_t p = 0; p < k; p++)
                sum = fma(A[transpose_A ? p * lda + i : i * lda + p],
                          B[transpose_B ? j * ldb + p : p * ldb + j], sum);
            C[i * ldc + j] = sum;
        }
}

#else
#include <cblas.h>

static void product(int transpose_A, int transpose_B, size_t m, size_t n, size_t k,
                    const double *A, size_t lda, const double *B, size_t ldb, double beta,
                    double *C, size_t ldc)
{
    cblas_dgemm(CblasRowMajor, transpose_A ? CblasTrans : CblasNoTrans,
                transpose_B ? CblasTrans : CblasNoTrans, (int)m, (int)n, (int)k, 1, A,
                (int)lda, B, (int)ldb, beta, C, (int)ldc);
}

#endif

/* Layer l, 1..L, of m samples begins at m times the units of the layers 1..l-1. Writes the
 * activations of hidden layers, and z of the last one, which is returned. */
static double *forward_batch(const struct bp_net *net, const double *theta, size_t m,
                             const double *X, double *A)
{
    const double *below = X;
    for (size_t l = 1;; l++) {
        size_t n_in = net->units[l - 1], n_out = net->units[l];
        for (size_t i = 0; i < m * n_out; i++) /* the bias unit */
            A[i] = theta[i % n_out * (n_in + 1)];
        product(0, 1, m, n_out, n_in, below, n_in, theta + 1, n_in + 1, 1, A, n_out);
        if (l == net->n_layers)
            return A;
        for (size_t i = 0; i < m * n_out; i++)
            A[i] = bp_sigmoid(A[i]);
        theta += n_weights(net, l);
        below = A;
        A += m * n_out;
    }
}

static double losses(const struct bp_net *net, const struct bp_data *data,
                     const double *Z)
{
    double sum = 0;
    for (size_t i = 0; i < data->m; i++)
        sum += loss(net, Z + i * net->units[net->n_layers], data->y[i]);
    return sum;
}

static void activate_rows(const struct bp_net *net, size_t m, double *Z)
{
    for (size_t i = 0; i < m; i++)
        activate_output(net, Z + i * net->units[net->n_layers]);
}

/* D is laid out as A. */
static void backward_batch(const struct bp_net *net, const double *theta,
                           const struct bp_data *data, const double *A, double *D)
{
    size_t L = net->n_layers, K = net->units[L], m = data->m;
    size_t at = m * (n_activations(net) - K);
    for (size_t i = 0; i < m * K; i++)
        D[at + i] = A[at + i] - (i % K == (size_t)data->y[i / K] ? 1 : 0);
    const double *Theta = theta + bp_n_parameters(net);
    for (size_t l = L; l > 1; l--) {
        size_t n_in = net->units[l - 1], n_out = net->units[l], above = at;
        Theta -= n_weights(net, l);
        at -= m * n_in;
        product(0, 0, m, n_in, n_out, D + above, n_out, Theta + 1, n_in + 1, 0, D + at,
                n_in);
        for (size_t i = at; i < above; i++)
            D[i] *= A[i] * (1 - A[i]);
    }
}

static void gradient_batch(const struct bp_net *net, const struct bp_data *data,
                           const double *A, const double *D, double *grad)
{
    const double *below = data->X;
    for (size_t l = 1; l <= net->n_layers; l++) {
        size_t n_in = net->units[l - 1], n_out = net->units[l], m = data->m;
        product(1, 0, n_out, n_in, m, D, n_out, below, n_in, 0, grad + 1, n_in + 1);
        for (size_t i = 0; i < n_out; i++) {
            double *bias = &grad[i * (n_in + 1)];
            *bias = 0;
            for (size_t s = 0; s < m; s++)
                *bias += D[s * n_out + i];
        }
        below = A;
        A += m * n_out;
        D += m * n_out;
        grad += n_weights(net, l);
    }
}

void bp_forward(const struct bp_net *net, const double *theta, size_t m, const double *X,
                double *H)
{
    double *A = allocate(m * n_activations(net));
    double *Z = forward_batch(net, theta, m, X, A);
    activate_rows(net, m, Z);
    memcpy(H, Z, m * net->units[net->n_layers] * sizeof *H);
    free(A);
}

double bp_cost(const struct bp_net *net, const double *theta, const struct bp_data *data,
               double lambda)
{
    double *A = allocate(data->m * n_activations(net));
    double sum = losses(net, data, forward_batch(net, theta, data->m, data->X, A));
    free(A);
    return cost(net, theta, data->m, sum, lambda);
}

/* A batch of one. */
void bp_backprop_sample(const struct bp_net *net, const double *theta, const double *x,
                        int label, double *a, double *delta)
{
    struct bp_data one = {.m = 1, .X = x, .y = &label};
    activate_rows(net, 1, forward_batch(net, theta, 1, x, a));
    backward_batch(net, theta, &one, a, delta);
}

double bp_cost_gradient(const struct bp_net *net, const double *theta,
                        const struct bp_data *data, double lambda, double *grad)
{
    size_t n = data->m * n_activations(net);
    double *A = allocate(2 * n), *D = A + n;
    double *Z = forward_batch(net, theta, data->m, data->X, A);
    double sum = losses(net, data, Z);
    activate_rows(net, data->m, Z);
    backward_batch(net, theta, data, A, D);
    gradient_batch(net, data, A, D, grad);
    free(A);
    finish_gradient(net, theta, data->m, lambda, grad);
    return cost(net, theta, data->m, sum, lambda);
}

#include "descent.h"
