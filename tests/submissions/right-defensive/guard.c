#include "guard.h"

#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

static const double GUARD = -1.2345678901234567e+89;

double *block_new(size_t n)
{
    assert(n < SIZE_MAX / sizeof(double) - 3);
    double *block = malloc((n + 3) * sizeof(double));
    assert(block != NULL);
    block[0] = (double)n;
    block[1] = GUARD;
    for (size_t i = 0; i < n; i++) {
        block[2 + i] = NAN; /* what is read before it is written shows */
    }
    block[2 + n] = GUARD;
    return block + 2;
}

double *block_copy(const double *from, size_t n)
{
    assert(from != NULL);
    double *to = block_new(n);
    for (size_t i = 0; i < n; i++) {
        assert(isfinite(from[i]));
        to[i] = from[i];
    }
    return to;
}

void block_free(double *block)
{
    assert(block != NULL);
    const size_t n = (size_t)block[-2];
    assert(block[-1] == GUARD && block[n] == GUARD);
    free(block - 2);
}

double checked(double x, double least, double most)
{
    assert(isfinite(x));
    assert(x >= least && x <= most);
    return x;
}

double weighted_sum(size_t n, const double *w, const double *x, double bias)
{
    double sum = bias;
    for (size_t i = 0; i < n; i++) {
        sum += w[i] * x[i];
    }
    assert(isfinite(sum));
    return sum;
}
