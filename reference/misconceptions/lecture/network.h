/* network.h: part 2, the network, right as it stands. Each step that a known
 * misconception gets wrong is a macro with the right step as its default; a misconception
 * defines its own step and includes this file behind it. Written to be read and changed
 * step by step, not to be fast.
 */
#ifndef NETWORK_H
#define NETWORK_H

#include "backprop.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- The steps ---- */

/* Task unroll: how many parameters a layer has, which layer stands at which place of
 * theta (both counted from 0), and where Theta_ij stands in its layer. */
#ifndef COUNT
#define COUNT(n_out, n_in) ((n_out) * ((n_in) + 1))
#endif
#ifndef UNROLLED_LAYER
#define UNROLLED_LAYER(place, L) (place)
#endif
#ifndef UNROLLED
#define UNROLLED(i, j, rows, columns) ((i) * (columns) + (j))
#endif

/* Forward: where Theta_ij is read, what the bias weight adds (of layer l), what layer l
 * takes from an activation of the layer below, the activations (hidden unit j of n, with
 * the net inputs z of its layer, which is layer l of L), and the place of output k of
 * sample i in H. Z[i stride + k] is the net input of that output. */
#ifndef READ
#define READ(i, j, rows, columns) ((i) * (columns) + (j))
#endif
#ifndef BIAS
#define BIAS(weight) (weight)
#endif
#ifndef LAYER_BIAS
#define LAYER_BIAS(l, weight) BIAS(weight)
#endif
#ifndef LAYER_TAKES
#define LAYER_TAKES(l, a) (a)
#endif
#ifndef HIDDEN
#define HIDDEN(z) sigmoid(z)
#endif
#ifndef HIDDEN_UNIT
#define HIDDEN_UNIT(z, j, n) HIDDEN((z)[j])
#endif
#ifndef HIDDEN_IN_LAYER
#define HIDDEN_IN_LAYER(l, L, z, j, n) HIDDEN_UNIT(z, j, n)
#endif
#ifndef IS_SOFTMAX
#define IS_SOFTMAX(net) ((net)->output == BP_SOFTMAX)
#endif
#ifndef SIGMOID_OUTPUT
#define SIGMOID_OUTPUT(z) sigmoid(z)
#endif
#ifndef SOFTMAX_OUTPUT
#define SOFTMAX_OUTPUT(Z, i, k, m, K, stride) softmax(K, 1, (Z) + (i) * (stride), k)
#endif
#ifndef SOFTMAX_INPUT
#define SOFTMAX_INPUT(z) (z)
#endif
#ifndef H_PLACE
#define H_PLACE(i, k, m, K) ((i) * (K) + (k))
#endif

/* The target y_k of a sample: 1 for the label's class, 0 for every other. */
#ifndef TARGET
#define TARGET(k, label) ((k) == (size_t)(label))
#endif

/* Cost: what class k adds to the loss of a sample (z and h hold the K net inputs and
 * outputs, y is y_k), the first sample that counts, the mean of the losses, the penalty
 * and the entries Theta^(l)_ij in it. */
#ifndef SIGMOID_TERM
#define SIGMOID_TERM(K, z, h, k, y) softplus((y) ? -(z)[k] : (z)[k])
#endif
#ifndef SOFTMAX_TERM
#define SOFTMAX_TERM(K, z, h, k, y) ((y) ? softmax_loss(K, z, k) : 0)
#endif
#ifndef COST_OF_LOSSES
#define COST_OF_LOSSES(sum, m) ((sum) / (m))
#endif
#ifndef MEAN_OF_LOSSES
#define MEAN_OF_LOSSES(sum, m, K) COST_OF_LOSSES(sum, m)
#endif
#ifndef COST_FROM
#define COST_FROM 0
#endif
#ifndef COST_LAMBDA
#define COST_LAMBDA(lambda, m) ((lambda) / (2 * (m)))
#endif
#ifndef COST_PENALISES
#define COST_PENALISES(net, l, j) ((j) > 0 || (net)->regularize_bias)
#endif
#ifndef COST_PENALISES_ENTRY
#define COST_PENALISES_ENTRY(net, l, i, j) COST_PENALISES(net, l, j)
#endif
#ifndef SQUARE
#define SQUARE(weight) ((weight) * (weight))
#endif

/* Backward: delta of the output layer, where the weight from unit j of layer l-1
 * (counted from 0, the bias left out) to unit i of layer l is read in Theta^(l), what
 * comes back through it, what that is added to (delta of the unit is `before` until then)
 * and how, and g' of unit j, which has the activation a[j]; a_above are those of layer
 * l. */
#ifndef OUTPUT_DELTA
#define OUTPUT_DELTA(h, y) ((h) - (y))
#endif
#ifndef READ_BACK
#define READ_BACK(i, j, n_out, n_in) ((i) * ((n_in) + 1) + (j) + 1)
#endif
#ifndef WEIGHT_BACK
#define WEIGHT_BACK(net, l, Theta, i, j, n_out, n_in) \
    ((Theta)[READ_BACK(i, j, n_out, n_in)])
#endif
#ifndef BROUGHT_BACK
#define BROUGHT_BACK(weight, delta) ((weight) * (delta))
#endif
#ifndef SUM_FROM
#define SUM_FROM(before) 0
#endif
#ifndef ADD_PATH
#define ADD_PATH(sum, path) ((sum) += (path))
#endif
#ifndef SLOPE
#define SLOPE(a, j, a_above, n_above) ((a)[j] * (1 - (a)[j]))
#endif

/* What bp_backprop_sample hands out: of hidden units, and which layer at which place. */
#ifndef HANDED_OUT
#define HANDED_OUT(z, a) (a)
#endif
#ifndef LAYER_AT
#define LAYER_AT(place, L) (place)
#endif

/* Gradient: the first sample that counts. Delta_ij += delta_i a_j; a are the activations
 * of the layer below, a_above those of the layer that Theta leads to. Then the mean, the
 * penalty and the entries Theta^(l)_ij that have it, and the place of D_ij. */
#ifndef GRADIENT_FROM
#define GRADIENT_FROM 0
#endif
#ifndef ACCUMULATE
#define ACCUMULATE(Delta, term) ((Delta) += (term))
#endif
#ifndef INCOMING
#define INCOMING(a, j, a_above, n_above) ((a)[j])
#endif
#ifndef MEAN_OF_DELTA
#define MEAN_OF_DELTA(Delta, m) ((Delta) / (m))
#endif
#ifndef GRADIENT_LAMBDA
#define GRADIENT_LAMBDA(lambda, m) ((lambda) / (m))
#endif
#ifndef GRADIENT_PENALISES
#define GRADIENT_PENALISES(net, l, j) ((j) > 0 || (net)->regularize_bias)
#endif
#ifndef GRADIENT_PENALISES_ENTRY
#define GRADIENT_PENALISES_ENTRY(net, l, i, j) GRADIENT_PENALISES(net, l, j)
#endif
#ifndef GRADIENT_ENTRY
#define GRADIENT_ENTRY(j, entry) (entry)
#endif
#ifndef D_PLACE
#define D_PLACE(i, j, rows, columns) ((i) * (columns) + (j))
#endif

/* ---- Tools ---- */

static inline double *allocate(size_t n)
{
    double *memory = calloc(n, sizeof *memory);
    if (!memory)
        abort();
    return memory;
}

static inline double sigmoid(double z)
{
    return 1 / (1 + exp(-z));
}

/* log(1 + e^z) = - log(1 - g(z)) */
static inline double softplus(double z)
{
    return fmax(z, 0) + log1p(exp(-fabs(z)));
}

static inline size_t largest(size_t n, size_t step, const double *z)
{
    size_t best = 0;
    for (size_t k = 1; k < n; k++)
        if (SOFTMAX_INPUT(z[k * step]) > SOFTMAX_INPUT(z[best * step]))
            best = k;
    return best;
}

/* Entry k of the softmax of n numbers that stand `step` apart. */
static inline double softmax(size_t n, size_t step, const double *z, size_t k)
{
    double max = SOFTMAX_INPUT(z[largest(n, step, z) * step]), sum = 0;
    for (size_t j = 0; j < n; j++)
        sum += exp(SOFTMAX_INPUT(z[j * step]) - max);
    return exp(SOFTMAX_INPUT(z[k * step]) - max) / sum;
}

/* - log h_k */
static inline double softmax_loss(size_t K, const double *z, size_t k)
{
    size_t best = largest(K, 1, z);
    double max = SOFTMAX_INPUT(z[best]), others = 0;
    for (size_t j = 0; j < K; j++)
        if (j != best)
            others += exp(SOFTMAX_INPUT(z[j]) - max);
    return max - SOFTMAX_INPUT(z[k]) + log1p(others);
}

/* Entries of Theta^(l), and units of the layers 1..L together. */
static inline size_t n_weights(const struct bp_net *net, size_t l)
{
    return net->units[l] * (net->units[l - 1] + 1);
}

static inline size_t n_activations(const struct bp_net *net)
{
    size_t n = 0;
    for (size_t l = 1; l <= net->n_layers; l++)
        n += net->units[l];
    return n;
}

/* ---- Task unroll ---- */

size_t bp_n_parameters(const struct bp_net *net)
{
    size_t n = 0;
    for (size_t l = 1; l <= net->n_layers; l++)
        n += COUNT(net->units[l], net->units[l - 1]);
    return n;
}

void bp_unroll(const struct bp_net *net, const double *const Theta[], double *theta)
{
    for (size_t place = 0; place < net->n_layers; place++) {
        size_t l = UNROLLED_LAYER(place, net->n_layers) + 1;
        size_t rows = net->units[l], columns = net->units[l - 1] + 1;
        for (size_t i = 0; i < rows; i++)
            for (size_t j = 0; j < columns; j++)
                theta[UNROLLED(i, j, rows, columns)] = Theta[l - 1][i * columns + j];
        theta += rows * columns;
    }
}

void bp_roll(const struct bp_net *net, const double *theta, double *const Theta[])
{
    for (size_t place = 0; place < net->n_layers; place++) {
        size_t l = UNROLLED_LAYER(place, net->n_layers) + 1;
        size_t rows = net->units[l], columns = net->units[l - 1] + 1;
        for (size_t i = 0; i < rows; i++)
            for (size_t j = 0; j < columns; j++)
                Theta[l - 1][i * columns + j] = theta[UNROLLED(i, j, rows, columns)];
        theta += rows * columns;
    }
}

/* ---- Task forward ---- */

/* z = Theta [1; a], of layer l */
static inline void net_input(size_t l, size_t n_out, size_t n_in, const double *Theta,
                             const double *a, double *z)
{
    (void)l; /* few slips look at it */
    for (size_t i = 0; i < n_out; i++) {
        z[i] = LAYER_BIAS(l, Theta[READ(i, 0, n_out, n_in + 1)]);
        for (size_t j = 0; j < n_in; j++)
            z[i] += Theta[READ(i, j + 1, n_out, n_in + 1)] * LAYER_TAKES(l, a[j]);
    }
}

/* All samples forward. Z and A are m x (s_1 + ... + s_L), a sample a row. */
static inline void forward_samples(const struct bp_net *net, const double *theta,
                                   size_t m, const double *X, double *Z, double *A)
{
    size_t L = net->n_layers, K = net->units[L], stride = n_activations(net);
    for (size_t i = 0; i < m; i++) {
        const double *below = X + i * net->units[0], *Theta = theta;
        double *z = Z + i * stride, *a = A + i * stride;
        for (size_t l = 1; l <= L; l++) {
            net_input(l, net->units[l], net->units[l - 1], Theta, below, z);
            for (size_t j = 0; j < net->units[l] && l < L; j++)
                a[j] = HIDDEN_IN_LAYER(l, L, z, j, net->units[l]);
            Theta += n_weights(net, l);
            below = a;
            z += net->units[l];
            a += net->units[l];
        }
    }
    Z += stride - K;
    A += stride - K;
    for (size_t i = 0; i < m; i++)
        for (size_t k = 0; k < K; k++)
            A[i * stride + k] = IS_SOFTMAX(net) ? SOFTMAX_OUTPUT(Z, i, k, m, K, stride)
                                                : SIGMOID_OUTPUT(Z[i * stride + k]);
}

void bp_forward(const struct bp_net *net, const double *theta, size_t m, const double *X,
                double *H)
{
    size_t K = net->units[net->n_layers], stride = n_activations(net);
    double *Z = allocate(2 * m * stride), *A = Z + m * stride;
    forward_samples(net, theta, m, X, Z, A);
    for (size_t i = 0; i < m; i++)
        for (size_t k = 0; k < K; k++)
            H[H_PLACE(i, k, m, K)] = A[(i + 1) * stride - K + k];
    free(Z);
}

/* ---- Task cost ---- */

static inline double loss(const struct bp_net *net, const double *z, const double *h,
                          int label)
{
    size_t K = net->units[net->n_layers];
    double sum = 0;
    (void)z; /* the right losses are taken from z, those of some slips from h */
    (void)h;
    for (size_t k = 0; k < K; k++) {
        int y = TARGET(k, label);
        sum +=
            IS_SOFTMAX(net) ? SOFTMAX_TERM(K, z, h, k, y) : SIGMOID_TERM(K, z, h, k, y);
    }
    return sum;
}

/* J from the net inputs and outputs of all samples. */
static inline double cost(const struct bp_net *net, const double *theta,
                          const struct bp_data *data, double lambda, const double *Z,
                          const double *A)
{
    size_t K = net->units[net->n_layers], stride = n_activations(net);
    double m = (double)data->m, losses = 0, squares = 0;
    for (size_t i = COST_FROM; i < data->m; i++) {
        size_t output = (i + 1) * stride - K;
        losses += loss(net, Z + output, A + output, data->y[i]);
    }
    for (size_t l = 1; l <= net->n_layers; l++)
        for (size_t i = 0; i < net->units[l]; i++)
            for (size_t j = 0; j <= net->units[l - 1]; j++, theta++)
                if (COST_PENALISES_ENTRY(net, l, i, j))
                    squares += SQUARE(*theta);
    return MEAN_OF_LOSSES(losses, m, K) + COST_LAMBDA(lambda, m) * squares;
}

double bp_cost(const struct bp_net *net, const double *theta, const struct bp_data *data,
               double lambda)
{
    size_t n = data->m * n_activations(net);
    double *Z = allocate(2 * n), *A = Z + n;
    forward_samples(net, theta, data->m, data->X, Z, A);
    double J = cost(net, theta, data, lambda, Z, A);
    free(Z);
    return J;
}

/* ---- Task backprop ---- */

/* delta^(L) = h - y,
 * delta^(l) = (Theta^(l+1) without column 0)^T delta^(l+1) .* g'(z^(l)),
 * from the activations of one sample. */
static inline void backward_sample(const struct bp_net *net, const double *theta,
                                   int label, const double *a, double *delta)
{
    size_t L = net->n_layers, K = net->units[L], above = n_activations(net) - K;
    const double *Theta = theta;
    for (size_t l = 1; l <= L; l++)
        Theta += n_weights(net, l);
    for (size_t k = 0; k < K; k++)
        delta[above + k] = OUTPUT_DELTA(a[above + k], TARGET(k, label));
    for (size_t l = L; l > 1; l--) {
        size_t n_out = net->units[l], n_in = net->units[l - 1], below = above - n_in;
        Theta -= n_weights(net, l);
        for (size_t j = 0; j < n_in; j++) {
            double sum = SUM_FROM(delta[below + j]);
            for (size_t i = 0; i < n_out; i++)
                ADD_PATH(sum, BROUGHT_BACK(WEIGHT_BACK(net, l, Theta, i, j, n_out, n_in),
                                           delta[above + i]));
            delta[below + j] = sum * SLOPE(a + below, j, a + above, n_out);
        }
        above = below;
    }
}

void bp_backprop_sample(const struct bp_net *net, const double *theta, const double *x,
                        int label, double *a, double *delta)
{
    size_t L = net->n_layers, n = n_activations(net);
    double *Z = allocate(3 * n), *A = Z + n, *D = A + n;
    forward_samples(net, theta, 1, x, Z, A);
    backward_sample(net, theta, label, A, D);
    for (size_t place = 1; place <= L; place++) {
        size_t layer = LAYER_AT(place, L), first = 0;
        for (size_t l = 1; l < layer; l++)
            first += net->units[l];
        for (size_t j = first; j < first + net->units[layer]; j++) {
            *a++ = layer < L ? HANDED_OUT(Z[j], A[j]) : A[j];
            *delta++ = D[j];
        }
    }
    free(Z);
}

/* ---- Task gradient ---- */

/* Delta^(l) += delta^(l) [1; a^(l-1)]^T, for all layers of one sample. */
static inline void accumulate(const struct bp_net *net, const double *x, const double *a,
                              const double *delta, double *Delta)
{
    const double *below = x;
    for (size_t l = 1; l <= net->n_layers; l++) {
        size_t n_out = net->units[l], n_in = net->units[l - 1];
        (void)below; /* a slip may take the wrong layer's activations */
        for (size_t i = 0; i < n_out; i++) {
            ACCUMULATE(*Delta, delta[i]);
            Delta++;
            for (size_t j = 0; j < n_in; j++, Delta++)
                ACCUMULATE(*Delta,
                           delta[i] * LAYER_TAKES(l, INCOMING(below, j, a, n_out)));
        }
        below = a;
        a += n_out;
        delta += n_out;
    }
}

/* D = 1/m Delta + lambda/m Theta */
static inline void write_gradient(const struct bp_net *net, const double *theta, double m,
                                  double lambda, const double *Delta, double *grad)
{
    for (size_t l = 1; l <= net->n_layers; l++) {
        size_t rows = net->units[l], columns = net->units[l - 1] + 1;
        for (size_t i = 0; i < rows; i++)
            for (size_t j = 0; j < columns; j++, theta++, Delta++) {
                double entry = MEAN_OF_DELTA(*Delta, m);
                if (GRADIENT_PENALISES_ENTRY(net, l, i, j))
                    entry += GRADIENT_LAMBDA(lambda, m) * *theta;
                grad[D_PLACE(i, j, rows, columns)] = GRADIENT_ENTRY(j, entry);
            }
        grad += rows * columns;
    }
}

double bp_cost_gradient(const struct bp_net *net, const double *theta,
                        const struct bp_data *data, double lambda, double *grad)
{
    size_t n_theta = 0, n = n_activations(net), m = data->m;
    for (size_t l = 1; l <= net->n_layers; l++)
        n_theta += n_weights(net, l);
    double *Z = allocate(2 * m * n), *A = Z + m * n;
    double *Delta = allocate(n_theta + n), *delta = Delta + n_theta;
    forward_samples(net, theta, m, data->X, Z, A);
    for (size_t i = GRADIENT_FROM; i < m; i++) {
        backward_sample(net, theta, data->y[i], A + i * n, delta);
        accumulate(net, data->X + i * net->units[0], A + i * n, delta, Delta);
    }
    write_gradient(net, theta, (double)m, lambda, Delta, grad);
    double J = cost(net, theta, data, lambda, Z, A);
    free(Z);
    free(Delta);
    return J;
}

#endif
