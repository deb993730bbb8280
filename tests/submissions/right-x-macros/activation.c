/* activation.c - activations are named in one list, from which the enumeration and the
 * table of their functions are made. */
#include "activation.h"

#include <math.h>
#include <stdlib.h>

/*        name      of a hidden layer  of a net's output */
#define ACTIVATIONS(X)            \
    X(logistic, 1, BP_ONE_VS_ALL) \
    X(softmax, 0, BP_SOFTMAX)

double bp_sigmoid(double z)
{
    return z < -700 ? 0 : 1 / (1 + exp(-z));
}

double bp_sigmoid_gradient(double z)
{
    const double up = exp(z / 2), down = exp(-z / 2);
    return 1 / (up + down) / (up + down);
}

static void logistic_apply(size_t n, const double *z, double *a)
{
    for (const double *end = z + n; z != end; ++z, ++a)
        *a = bp_sigmoid(*z);
}

static double logistic_loss(size_t n, const double *z, size_t label)
{
    double sum = 0;
    for (size_t k = 0; k < n; ++k) {
        const double margin = k == label ? z[k] : -z[k];
        sum += margin < 0 ? log1p(exp(margin)) - margin : log1p(exp(-margin));
    }
    return sum;
}

static double shift(size_t n, const double *z)
{
    double top = *z;
    while (n-- > 1)
        if (top < *++z)
            top = *z;
    return top;
}

static void softmax_apply(size_t n, const double *z, double *a)
{
    const double top = shift(n, z);
    double sum = 0;
    for (size_t k = 0; k < n; ++k)
        sum += exp(z[k] - top);
    for (size_t k = 0; k < n; ++k)
        a[k] = exp(z[k] - top - log(sum));
}

static double softmax_loss(size_t n, const double *z, size_t label)
{
    double sum = 0;
    for (size_t k = 0; k < n; ++k)
        if (k != label)
            sum += exp(fmin(z[k] - z[label], 700));
    /* far below the top: the sum does not fit, but its logarithm is known from the top */
    if (shift(n, z) - z[label] < 600)
        return log1p(sum);
    sum = 0;
    for (size_t k = 0; k < n; ++k)
        sum += exp(z[k] - shift(n, z));
    return log(sum) + (shift(n, z) - z[label]);
}

#define ID(name, hidden, output) ACTIVATION_##name,
#define ROW(name, hidden, output) {#name, hidden, output, name##_apply, name##_loss},

enum { ACTIVATIONS(ID) N_ACTIVATIONS };
static const struct activation activations[] = {ACTIVATIONS(ROW)};

const struct activation *activation_of(const struct bp_net *net, size_t l)
{
    for (size_t i = 0; i < N_ACTIVATIONS; ++i)
        if (l < net->n_layers ? activations[i].hidden
                              : activations[i].output == net->output)
            return &activations[i];
    abort();
}
