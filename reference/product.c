#include "product.h"

#ifdef HAVE_CBLAS
#include <cblas.h>

void product_forward(size_t m, size_t n_in, size_t n_out, const double *A,
                     const double *Theta, double *Z)
{
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int)m, (int)n_out, (int)n_in, 1,
                A, (int)n_in, Theta + 1, (int)n_in + 1, 1, Z, (int)n_out);
}

void product_backward(size_t m, size_t n_in, size_t n_out, const double *delta,
                      const double *Theta, double *below)
{
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (int)m, (int)n_in, (int)n_out,
                1, delta, (int)n_out, Theta + 1, (int)n_in + 1, 1, below, (int)n_in);
}

void product_gradient(size_t m, size_t n_in, size_t n_out, const double *delta,
                      const double *A, double *Delta)
{
    cblas_dgemm(CblasRowMajor, CblasTrans, CblasNoTrans, (int)n_out, (int)n_in, (int)m, 1,
                delta, (int)n_out, A, (int)n_in, 1, Delta + 1, (int)n_in + 1);
}

#else

/* Four sums, so that an addition need not wait for the one before it. */
static double dot(size_t n, const double *a, const double *b)
{
    double sum[4] = {0, 0, 0, 0};
    size_t i = 0;
    for (; i + 4 <= n; i += 4)
        for (size_t k = 0; k < 4; k++)
            sum[k] += a[i + k] * b[i + k];
    for (; i < n; i++)
        sum[0] += a[i] * b[i];
    return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

/* y += factor v */
static void add_multiple(size_t n, double factor, const double *v, double *y)
{
    for (size_t j = 0; j < n; j++)
        y[j] += factor * v[j];
}

void product_forward(size_t m, size_t n_in, size_t n_out, const double *A,
                     const double *Theta, double *Z)
{
    for (size_t s = 0; s < m; s++)
        for (size_t i = 0; i < n_out; i++)
            Z[s * n_out + i] += dot(n_in, A + s * n_in, Theta + i * (n_in + 1) + 1);
}

void product_backward(size_t m, size_t n_in, size_t n_out, const double *delta,
                      const double *Theta, double *below)
{
    for (size_t s = 0; s < m; s++)
        for (size_t i = 0; i < n_out; i++)
            add_multiple(n_in, delta[s * n_out + i], Theta + i * (n_in + 1) + 1,
                         below + s * n_in);
}

void product_gradient(size_t m, size_t n_in, size_t n_out, const double *delta,
                      const double *A, double *Delta)
{
    for (size_t s = 0; s < m; s++)
        for (size_t i = 0; i < n_out; i++)
            add_multiple(n_in, delta[s * n_out + i], A + s * n_in,
                         Delta + i * (n_in + 1) + 1);
}

#endif
