#include "output.h"
#include "backprop.h"

#include <math.h>

static void sigmoids(size_t K, const double *z, double *h)
{
    for (size_t k = 0; k < K; ++k)
        h[k] = bp_sigmoid(z[k]);
}

static double cross_entropies(size_t K, const double *z, size_t label)
{
    double sum = 0;
    for (size_t k = 0; k < K; ++k) {
        /* log(1 + e^s), with s = -z for the class itself */
        const double s = k == label ? -z[k] : z[k];
        sum += s > 35 ? s + exp(-s) : log1p(exp(s));
    }
    return sum;
}

static double maximum(size_t K, const double *z)
{
    double max = *z;
    while (--K)
        if (*++z > max)
            max = *z;
    return max;
}

static void softmax(size_t K, const double *z, double *h)
{
    const double max = maximum(K, z);
    double sum = 0;
    for (size_t k = 0; k < K; ++k)
        sum += h[k] = exp(z[k] - max);
    const double inverse = 1 / sum;
    for (size_t k = 0; k < K; ++k)
        h[k] *= inverse;
}

static double minus_log_share(size_t K, const double *z, size_t label)
{
    const double max = maximum(K, z);
    double sum = 0;
    for (size_t k = 0; k < K; ++k)
        sum += exp(z[k] - max);
    return max - z[label] + log(sum);
}

const struct output_kind output_kinds[2] = {
    [BP_ONE_VS_ALL] = {"one-vs-all", sigmoids, cross_entropies},
    [BP_SOFTMAX] = {"softmax", softmax, minus_log_share},
};
