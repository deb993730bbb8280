/* batch.c: forward, backward and gradient of a block of samples, a layer at a time.
 *
 * A and delta hold the layers 1..L one behind the other, each m x s_l, a sample a row, without bias units. Z becomes A
 * in place, but for the last layer: losses are taken from z.
 *
 * The bias unit is no column of A, or X would have to be copied: Z begins as the bias in every row, and column 0 of
 * the gradient is the sum of delta's rows.
 */
#include "batch.h"

#include "product.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static size_t n_weights(const struct bp_net *net, size_t l)
{
    return net->units[l] * (net->units[l - 1] + 1);
}

/* Units of the layers 1..L together. */
static size_t n_activations(const struct bp_net *net)
{
    size_t n = 0;
    for (size_t l = 1; l <= net->n_layers; l++)
        n += net->units[l];
    return n;
}

/* g(z) = 1 / (1 + e^-z) = e^z / (1 + e^z): either from e = e^-|z|, which cannot overflow. */
static double sigmoid(double z, double e)
{
    return (z >= 0 ? 1 : e) / (1 + e);
}

static void sigmoid_all(size_t n, double *z)
{
    for (size_t i = 0; i < n; i++)
        z[i] = sigmoid(z[i], exp(-fabs(z[i])));
}

/* Z = [1 A] Theta^T */
static void net_input(size_t m, size_t n_in, size_t n_out, const double *A,
                      const double *Theta, double *Z)
{
    for (size_t i = 0; i < n_out; i++)
        Z[i] = Theta[i * (n_in + 1)];
    for (size_t s = 1; s < m; s++)
        memcpy(Z + s * n_out, Z, n_out * sizeof *Z);
    product_forward(m, n_in, n_out, A, Theta, Z);
}

/* Writes the activations of the hidden layers, and behind them Z^(L), which is returned. */
static double *forward(const struct bp_net *net, const double *theta, size_t m,
                       const double *X, double *A)
{
    const double *below = X;
    for (size_t l = 1;; l++) {
        size_t n_in = net->units[l - 1], n_out = net->units[l];
        net_input(m, n_in, n_out, below, theta, A);
        if (l == net->n_layers)
            return A;
        sigmoid_all(m * n_out, A);
        theta += n_weights(net, l);
        below = A;
        A += m * n_out;
    }
}

/* For either output, delta = h - y and the loss of a sample share one exponential a unit.
 * Here loss = sum_k log(1 + e^z_k), with -z_k for the label, and log(1 + e^z) = max(z, 0) + log(1 + e^-|z|). */
static double one_vs_all_delta(size_t K, const double *z, size_t label, double *delta)
{
    double loss = 0;
    for (size_t k = 0; k < K; k++) {
        double e = exp(-fabs(z[k]));
        loss += fmax(k == label ? -z[k] : z[k], 0) + log1p(e);
        delta[k] = sigmoid(z[k], e) - (k == label ? 1 : 0);
    }
    return loss;
}

/* Here loss = log sum_k e^z_k - z_label. The largest term of the sum is taken out of the logarithm: a loss near 0
 * keeps its digits. */
static double softmax_delta(size_t K, const double *z, size_t label, double *delta)
{
    size_t largest = 0;
    for (size_t k = 1; k < K; k++)
        if (z[k] > z[largest])
            largest = k;
    double others = 0;
    for (size_t k = 0; k < K; k++) {
        delta[k] = exp(z[k] - z[largest]);
        others += k == largest ? 0 : delta[k];
    }
    for (size_t k = 0; k < K; k++)
        delta[k] = delta[k] / (1 + others) - (k == label ? 1 : 0);
    return (z[largest] - z[label]) + log1p(others);
}

/* delta^(L) of all samples; returns the sum of their losses. */
static double output_delta(const struct bp_net *net, size_t m, const double *Z,
                           const int *y, double *delta)
{
    size_t K = net->units[net->n_layers];
    double losses = 0;
    for (size_t s = 0; s < m; s++, Z += K, delta += K)
        losses += net->output == BP_SOFTMAX ? softmax_delta(K, Z, (size_t)y[s], delta)
                                            : one_vs_all_delta(K, Z, (size_t)y[s], delta);
    return losses;
}

/* delta^(l-1) = delta^(l) (Theta^(l) without column 0) .* g'(Z^(l-1)), with g'(z) = a (1 - a). */
static void delta_below(size_t m, size_t n_in, size_t n_out, const double *delta,
                        const double *Theta, const double *A, double *below)
{
    memset(below, 0, m * n_in * sizeof *below);
    product_backward(m, n_in, n_out, delta, Theta, below);
    for (size_t i = 0; i < m * n_in; i++)
        below[i] *= A[i] * (1 - A[i]);
}

/* Delta += delta^T [1 A]. Uses delta up: its rows are summed in the first of them. */
static void add_gradient(size_t m, size_t n_in, size_t n_out, double *delta,
                         const double *A, double *Delta)
{
    product_gradient(m, n_in, n_out, delta, A, Delta);
    for (size_t s = 1; s < m; s++)
        for (size_t i = 0; i < n_out; i++)
            delta[i] += delta[s * n_out + i];
    for (size_t i = 0; i < n_out; i++)
        Delta[i * (n_in + 1)] += delta[i];
}

/* From delta^(L), delta of the layers below and what each layer adds to Delta, which is laid out as theta. */
static void backward(const struct bp_net *net, const double *theta, size_t m,
                     const double *X, const double *A, double *delta, double *Delta)
{
    size_t L = net->n_layers, at = m * (n_activations(net) - net->units[L]);
    const double *Theta = theta + bp_n_parameters(net);
    Delta += bp_n_parameters(net);
    for (size_t l = L; l >= 1; l--) {
        size_t n_in = net->units[l - 1], n_out = net->units[l], above = at;
        Theta -= n_weights(net, l);
        Delta -= n_weights(net, l);
        if (l > 1) {
            at -= m * n_in;
            delta_below(m, n_in, n_out, delta + above, Theta, A + at, delta + at);
        }
        add_gradient(m, n_in, n_out, delta + above, l > 1 ? A + at : X, Delta);
    }
}

/* grad = 1/m Delta + lambda/m Theta, in place of Delta. Returns lambda/(2m) (sum of the squares). */
static double regularize(const struct bp_net *net, const double *theta, size_t m,
                         double lambda, double *grad)
{
    double squares = 0;
    for (size_t l = 1; l <= net->n_layers; l++)
        for (size_t i = 0; i < net->units[l]; i++)
            for (size_t j = 0; j <= net->units[l - 1]; j++) {
                double weight = j > 0 || net->regularize_bias ? *theta : 0;
                squares += weight * weight;
                *grad = (*grad + lambda * weight) / (double)m;
                grad++;
                theta++;
            }
    return lambda / (2 * (double)m) * squares;
}

double batch_cost_gradient(const struct bp_net *net, const double *theta,
                           const struct bp_data *data, double lambda, double *grad)
{
    size_t block = data->m < BATCH_BLOCK ? data->m : BATCH_BLOCK,
           n = block * n_activations(net);
    assert(n > 0); /* m >= 1, and so are units */
    double *A = malloc(2 * n * sizeof *A), losses = 0;
    if (!A)
        abort();
    double *delta = A + n;
    memset(grad, 0, bp_n_parameters(net) * sizeof *grad);
    for (size_t first = 0; first < data->m; first += block) {
        size_t m = data->m - first < block ? data->m - first : block;
        const double *X = data->X + first * net->units[0];
        const double *Z = forward(net, theta, m, X, A);
        losses += output_delta(net, m, Z, data->y + first, delta + (Z - A));
        backward(net, theta, m, X, A, delta, grad);
    }
    free(A);
    return losses / (double)data->m + regularize(net, theta, data->m, lambda, grad);
}
