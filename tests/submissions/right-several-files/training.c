#include "net.h"

#include <math.h>
#include <stdlib.h>

/* A generator of four words, xoshiro256+ (Blackman and Vigna), seeded by a table of odd numbers. */
static const uint64_t seeding[4] = {
    UINT64_C(0x9E3779B97F4A7C15), UINT64_C(0xBF58476D1CE4E5B9),
    UINT64_C(0x94D049BB133111EB), UINT64_C(0xD6E8FEB86659FD93)};

static uint64_t rotate(uint64_t x, int k)
{
    return x << k | x >> (64 - k);
}

static uint64_t next(uint64_t s[4])
{
    const uint64_t result = s[0] + s[3], t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate(s[3], 45);
    return result;
}

void bp_random_init(const struct bp_net *net, uint64_t seed, double *theta)
{
    uint64_t s[4];
    for (int i = 0; i < 4; ++i)
        s[i] = seeding[i] + (seed ^ rotate(seed, 16 * i + 1)) + seed * seeding[3 - i];
    for (int i = 0; i < 30; ++i)
        (void)next(s);
    for (size_t l = 1; l <= net->n_layers; ++l) {
        const struct place p = layer_place(net, l);
        const double width = fmin(0.5, 1 / sqrt((double)p.columns));
        for (size_t i = 0; i < p.rows * p.columns; ++i)
            *theta++ = width * ((double)(next(s) >> 11) * 0x1p-52 - 1);
    }
}

double bp_gradient_descent(const struct bp_net *net, double *theta,
                           const struct bp_data *data, double lambda, double alpha,
                           size_t iterations, double *history)
{
    const size_t n = bp_n_parameters(net);
    double *grad = take(n, sizeof *grad);
    for (double *end = history + iterations; history < end; ++history) {
        *history = bp_cost_gradient(net, theta, data, lambda, grad);
        for (size_t i = 0; i < n; ++i)
            theta[i] += -alpha * grad[i];
    }
    free(grad);
    return bp_cost(net, theta, data, lambda);
}

void bp_predict(const struct bp_net *net, const double *theta, size_t m, const double *X,
                int *y)
{
    const size_t K = net->units[net->n_layers];
    double *h = take(K, sizeof *h);
    for (size_t i = 0; i < m; ++i) {
        bp_forward(net, theta, 1, X + i * net->units[0], h);
        y[i] = 0;
        for (size_t k = 1; k < K; ++k)
            if (h[k] > h[y[i]])
                y[i] = (int)k;
    }
    free(h);
}
