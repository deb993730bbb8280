/* The complex step, beside a cost function that does not come back on the larger net, where time is
 * measured: then there is nothing to hold the gradient against. */
#define _GNU_SOURCE
#include "backprop.h"
#include <complex.h>
#include <math.h>
#include <stdlib.h>
#include <time.h>

/* An exponential that nobody counts. */
static double power(double z)
{
    return (double)powl(2.718281828459045235360287471352662498L, z);
}

static void spin(double seconds)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    double end = (double)t.tv_sec + 1e-9 * (double)t.tv_nsec + seconds;
    do
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    while ((double)t.tv_sec + 1e-9 * (double)t.tv_nsec < end);
}

/* A number and its derivative, as a complex number with a tiny imaginary part. */
typedef double complex C;

static C grow(C z)
{
    double e = power(creal(z));
    return CMPLX(e, e * cimag(z));
}

static C g(C z)
{
    return creal(z) < 0 ? grow(z) / (1 + grow(z)) : 1 / (1 + grow(-z));
}

static C softplus(C z)
{
    C e = grow(creal(z) < 0 ? z : -z);
    C log_part = CMPLX(log1p(creal(e)), cimag(e) / (1 + creal(e)));
    return creal(z) < 0 ? log_part : z + log_part;
}

static C loss(const struct bp_net *net, const C *z, int label)
{
    size_t K = net->units[net->n_layers], best = 0;
    C sum = 0;
    if (net->output == BP_ONE_VS_ALL) {
        for (size_t k = 0; k < K; k++)
            sum += softplus((int)k == label ? -z[k] : z[k]);
        return sum;
    }
    for (size_t k = 1; k < K; k++)
        best = creal(z[k]) > creal(z[best]) ? k : best;
    for (size_t k = 0; k < K; k++)
        sum += k == best ? 0 : grow(z[k] - z[best]);
    return z[best] - z[label] + CMPLX(log1p(creal(sum)), cimag(sum) / (1 + creal(sum)));
}

static C cost(const struct bp_net *net, const C *theta, const struct bp_data *data,
              double lambda)
{
    static C layers[2][256];
    C J = 0, squares = 0;
    for (size_t s = 0; s < data->m; s++) {
        const C *t = theta;
        C *in = layers[0], *out = layers[1], *other;
        for (size_t j = 0; j < net->units[0]; j++)
            in[j] = data->X[s * net->units[0] + j];
        for (size_t l = 1; l <= net->n_layers; l++) {
            for (size_t i = 0; i < net->units[l]; i++) {
                C z = *t++;
                for (size_t j = 0; j < net->units[l - 1]; j++)
                    z += *t++ * in[j];
                out[i] = l < net->n_layers ? g(z) : z;
            }
            other = in, in = out, out = other;
        }
        J += loss(net, in, data->y[s]);
    }
    for (size_t l = 1; l <= net->n_layers; l++)
        for (size_t i = 0; i < net->units[l]; i++)
            for (size_t j = 0; j <= net->units[l - 1]; j++, theta++)
                squares += j > 0 || net->regularize_bias ? *theta * *theta : 0;
    return (J + lambda / 2 * squares) / (double)data->m;
}

static size_t count(const struct bp_net *net)
{
    size_t n = 0;
    for (size_t l = 1; l <= net->n_layers; l++)
        n += net->units[l] * (net->units[l - 1] + 1);
    return n;
}

double bp_cost(const struct bp_net *net, const double *theta, const struct bp_data *data,
               double lambda)
{
    size_t n = count(net);
    C *t = malloc(n * sizeof *t);
    for (size_t i = 0; i < n; i++)
        t[i] = theta[i];
    double J = creal(cost(net, t, data, lambda));
    free(t);
    if (data->m >= 25 && n >= 265)
        spin(n > 265 ? 2.6 : 0.03);
    return J;
}

double bp_cost_gradient(const struct bp_net *net, const double *theta,
                        const struct bp_data *data, double lambda, double *grad)
{
    const double h = 1e-100;
    size_t n = count(net);
    C *t = malloc(n * sizeof *t);
    for (size_t i = 0; i < n; i++)
        t[i] = theta[i];
    if (data->m >= 25 && n == 265)
        spin(0.4);
    for (size_t i = 0; i < n; i++) {
        t[i] = CMPLX(theta[i], h);
        grad[i] = cimag(cost(net, t, data, lambda)) / h;
        t[i] = theta[i];
    }
    double J = creal(cost(net, t, data, lambda));
    free(t);
    return J;
}
