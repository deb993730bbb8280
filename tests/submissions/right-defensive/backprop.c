/**
 * @file backprop.c Parts 2, 3 and 4.
 * Trusts nobody. Arguments are checked, inputs are copied before they are used, memory
 * lies between guards that are looked at when it is released, results are checked to be
 * finite, and each gradient is checked at one element against a difference quotient.
 */
#include "backprop.h"
#include "guard.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

/* ======================= part 2 ======================= */

static void check_net(const struct bp_net *net)
{
    assert(net != NULL && net->n_layers >= 1 && net->units != NULL);
    assert(net->output == BP_ONE_VS_ALL || net->output == BP_SOFTMAX);
    for (size_t l = 0; l <= net->n_layers; l++) {
        assert(net->units[l] >= 1);
    }
}

static size_t layer_size(const struct bp_net *net, size_t l)
{
    assert(l >= 1 && l <= net->n_layers);
    return net->units[l] * (net->units[l - 1] + 1);
}

size_t bp_n_parameters(const struct bp_net *net)
{
    check_net(net);
    size_t n = 0;
    for (size_t l = 1; l <= net->n_layers; l++) {
        n += layer_size(net, l);
    }
    return n;
}

static size_t unit_count(const struct bp_net *net)
{
    size_t n = 0;
    for (size_t l = 1; l <= net->n_layers; l++) {
        n += net->units[l];
    }
    return n;
}

void bp_unroll(const struct bp_net *net, const double *const Theta[], double *theta)
{
    check_net(net);
    for (size_t l = 1; l <= net->n_layers; l++) {
        assert(Theta[l - 1] != NULL);
        memcpy(theta, Theta[l - 1], layer_size(net, l) * sizeof(double));
        theta += layer_size(net, l);
    }
}

void bp_roll(const struct bp_net *net, const double *theta, double *const Theta[])
{
    check_net(net);
    for (size_t l = 1; l <= net->n_layers; l++) {
        assert(Theta[l - 1] != NULL);
        memcpy(Theta[l - 1], theta, layer_size(net, l) * sizeof(double));
        theta += layer_size(net, l);
    }
}

static double softplus(double z)
{
    return fmax(z, 0.0) + log1p(exp(-fabs(z)));
}

/** Fills a (hidden layers and h). @return the loss for label. */
static double propagate(const struct bp_net *net, const double *theta, const double *x,
                        size_t label, double *a)
{
    const size_t L = net->n_layers, K = net->units[L];
    assert(label < K);
    for (size_t l = 1; l <= L; l++) {
        const size_t in = net->units[l - 1];
        for (size_t i = 0; i < net->units[l]; i++, theta += in + 1) {
            const double z = weighted_sum(in, theta + 1, x, theta[0]);
            a[i] = l < L ? bp_sigmoid(z) : z;
        }
        x = a;
        a += net->units[l];
    }
    double *const h = a - K, max = h[0], sum = 0.0, loss = 0.0;
    if (net->output == BP_ONE_VS_ALL) {
        for (size_t k = 0; k < K; k++) {
            loss += softplus(k == label ? -h[k] : h[k]);
            h[k] = bp_sigmoid(h[k]);
        }
        return checked(loss, 0.0, INFINITY);
    }
    for (size_t k = 0; k < K; k++) {
        max = fmax(max, h[k]);
    }
    loss = max - h[label];
    for (size_t k = 0; k < K; k++) {
        h[k] = exp(h[k] - max);
        sum += h[k];
    }
    loss += log(checked(sum, 1.0, (double)K));
    for (size_t k = 0; k < K; k++) {
        h[k] = checked(h[k] / sum, 0.0, 1.0);
    }
    return checked(loss, 0.0, INFINITY);
}

static void propagate_back(const struct bp_net *net, const double *theta, size_t label,
                           const double *a, double *delta)
{
    const size_t L = net->n_layers, K = net->units[L];
    size_t here = unit_count(net) - K, start = bp_n_parameters(net) - layer_size(net, L);
    for (size_t k = 0; k < K; k++) {
        delta[here + k] = checked(a[here + k] - (k == label ? 1.0 : 0.0), -1.0, 1.0);
    }
    for (size_t l = L - 1; l >= 1; l--) {
        const size_t in = net->units[l], above = here;
        here -= in;
        for (size_t j = 0; j < in; j++) {
            double sum = 0.0;
            for (size_t i = 0; i < net->units[l + 1]; i++) {
                sum += theta[start + i * (in + 1) + 1 + j] * delta[above + i];
            }
            delta[here + j] = sum * a[here + j] * (1.0 - a[here + j]);
        }
        start -= layer_size(net, l);
    }
    assert(here == 0 && start == 0);
}

void bp_forward(const struct bp_net *net, const double *theta, size_t m, const double *X,
                double *H)
{
    check_net(net);
    const size_t K = net->units[net->n_layers], n = unit_count(net);
    double *const t = block_copy(theta, bp_n_parameters(net)), *const a = block_new(n);
    for (size_t s = 0; s < m; s++) {
        double *const x = block_copy(X + s * net->units[0], net->units[0]);
        propagate(net, t, x, 0, a);
        memcpy(H + s * K, a + n - K, K * sizeof(double));
        block_free(x);
    }
    block_free(a);
    block_free(t);
}

static bool is_regularised(const struct bp_net *net, size_t l, size_t place)
{
    return net->regularize_bias != 0 || place % (net->units[l - 1] + 1) != 0;
}

static double penalty(const struct bp_net *net, const double *theta)
{
    double sum = 0.0;
    for (size_t l = 1; l <= net->n_layers; theta += layer_size(net, l), l++) {
        for (size_t p = 0; p < layer_size(net, l); p++) {
            sum += is_regularised(net, l, p) ? theta[p] * theta[p] : 0.0;
        }
    }
    return checked(sum, 0.0, INFINITY);
}

double bp_cost(const struct bp_net *net, const double *theta, const struct bp_data *data,
               double lambda)
{
    check_net(net);
    assert(data != NULL && data->m >= 1);
    const double m = (double)data->m;
    double *const t = block_copy(theta, bp_n_parameters(net));
    double *const a = block_new(unit_count(net)), losses = 0.0;
    for (size_t s = 0; s < data->m; s++) {
        assert(data->y[s] >= 0);
        double *const x = block_copy(data->X + s * net->units[0], net->units[0]);
        losses += propagate(net, t, x, (size_t)data->y[s], a);
        block_free(x);
    }
    const double J = losses / m + lambda / (2.0 * m) * penalty(net, t);
    block_free(a);
    block_free(t);
    return J;
}

void bp_backprop_sample(const struct bp_net *net, const double *theta, const double *x,
                        int label, double *a, double *delta)
{
    check_net(net);
    assert(label >= 0);
    double *const t = block_copy(theta, bp_n_parameters(net));
    propagate(net, t, x, (size_t)label, a);
    propagate_back(net, t, (size_t)label, a, delta);
    block_free(t);
}

/**
 * Compares one element of the gradient, which J and the sizes choose, with difference
 * quotients. No step fits all nets: a smaller one is tried where one does not agree.
 */
static bool agrees(const struct bp_net *net, const double *theta,
                   const struct bp_data *data, double lambda, double J,
                   const double *grad)
{
    const size_t n = bp_n_parameters(net);
    const size_t p = (size_t)(fmod(fabs(J), 1.0) * (double)n * 97.0) % n;
    double *const moved = block_copy(theta, n), largest = 1.0;
    bool agreed = false;
    for (size_t i = 0; i < data->m * net->units[0]; i++) {
        largest = fmax(largest, fabs(data->X[i]));
    }
    for (int attempt = 0; attempt < 4 && !agreed; attempt++) {
        const double step = 1e-4 * pow(0.05, attempt) / largest;
        moved[p] = theta[p] + step;
        const double right = bp_cost(net, moved, data, lambda);
        moved[p] = theta[p] - step;
        const double slope = (right - bp_cost(net, moved, data, lambda)) / (2.0 * step);
        agreed = fabs(slope - grad[p]) <= 1e-3 * (fabs(J) + fabs(grad[p]) + largest);
    }
    block_free(moved);
    return agreed;
}

double bp_cost_gradient(const struct bp_net *net, const double *theta,
                        const struct bp_data *data, double lambda, double *grad)
{
    check_net(net);
    assert(data != NULL && data->m >= 1 && grad != NULL);
    const size_t n = bp_n_parameters(net), units = unit_count(net);
    const double m = (double)data->m;
    double *const t = block_copy(theta, n), *const D = block_new(n);
    double *const a = block_new(units), *const delta = block_new(units);
    double losses = 0.0;
    size_t p = 0;
    for (size_t i = 0; i < n; i++) {
        D[i] = 0.0;
    }
    for (size_t s = 0; s < data->m; s++, p = 0) {
        double *const x = block_copy(data->X + s * net->units[0], net->units[0]);
        losses += propagate(net, t, x, (size_t)data->y[s], a);
        propagate_back(net, t, (size_t)data->y[s], a, delta);
        const double *below = x, *above = delta;
        for (size_t l = 1; l <= net->n_layers; l++) {
            for (size_t i = 0; i < net->units[l]; i++) {
                D[p++] += above[i];
                for (size_t j = 0; j < net->units[l - 1]; j++) {
                    D[p++] += above[i] * below[j];
                }
            }
            below = a + (above - delta);
            above += net->units[l];
        }
        assert(p == n);
        block_free(x);
    }
    for (size_t l = 1; l <= net->n_layers; l++) {
        for (size_t place = 0; place < layer_size(net, l); place++, p++) {
            grad[p] =
                D[p] / m + (is_regularised(net, l, place) ? lambda / m * t[p] : 0.0);
            assert(isfinite(grad[p]));
        }
    }
    const double J = losses / m + lambda / (2.0 * m) * penalty(net, t);
    assert(agrees(net, t, data, lambda, J, grad));
    block_free(t);
    block_free(D);
    block_free(a);
    block_free(delta);
    return J;
}

/* ======================= parts 3 and 4 ======================= */

void bp_numerical_gradient(bp_function J, void *context, size_t n, const double *theta,
                           double epsilon, double *grad)
{
    assert(J != NULL && epsilon > 0.0);
    double *const moved = block_copy(theta, n);
    for (size_t i = 0; i < n; i++) {
        moved[i] = theta[i] + epsilon;
        const double plus = J(n, moved, context);
        moved[i] = theta[i] - epsilon;
        const double minus = J(n, moved, context);
        moved[i] = theta[i];
        grad[i] = (plus - minus) / (2.0 * epsilon);
    }
    block_free(moved);
}

double bp_relative_difference(size_t n, const double *a, const double *b)
{
    double above = 0.0, norm_a = 0.0, norm_b = 0.0;
    for (size_t i = 0; i < n; i++) {
        above += (a[i] - b[i]) * (a[i] - b[i]);
        norm_a += a[i] * a[i];
        norm_b += b[i] * b[i];
    }
    if (norm_a == 0.0 && norm_b == 0.0) {
        return 0.0;
    }
    return checked(sqrt(above) / (sqrt(norm_a) + sqrt(norm_b)), 0.0, 1.0 + 1e-9);
}

void bp_random_init(const struct bp_net *net, uint64_t seed, double *theta)
{
    const size_t n = bp_n_parameters(net);
    uint64_t state = seed;
    for (size_t i = 0; i < n; i++) {
        uint64_t h = state += UINT64_C(0x9E3779B97F4A7C15);
        h = (h ^ (h >> 32)) * UINT64_C(0xDABA0B6EB09322E3);
        h = (h ^ (h >> 32)) * UINT64_C(0xDABA0B6EB09322E3);
        h ^= h >> 32;
        theta[i] = checked(ldexp((double)(h >> 11), -54) - 0.25, -0.25, 0.25);
        assert(i == 0 || theta[i] != theta[i - 1]);
    }
}

double bp_gradient_descent(const struct bp_net *net, double *theta,
                           const struct bp_data *data, double lambda, double alpha,
                           size_t iterations, double *history)
{
    assert(iterations == 0 || history != NULL);
    const size_t n = bp_n_parameters(net);
    double *const grad = block_new(n);
    for (size_t k = 0; k < iterations; k++) {
        history[k] = bp_cost_gradient(net, theta, data, lambda, grad);
        for (size_t i = 0; i < n; i++) {
            theta[i] = theta[i] - alpha * grad[i];
        }
    }
    block_free(grad);
    return bp_cost(net, theta, data, lambda);
}

void bp_predict(const struct bp_net *net, const double *theta, size_t m, const double *X,
                int *y)
{
    check_net(net);
    const size_t K = net->units[net->n_layers];
    double *const h = block_new(K);
    for (size_t s = 0; s < m; s++) {
        size_t best = 0;
        bp_forward(net, theta, 1, X + s * net->units[0], h);
        for (size_t k = 1; k < K; k++) {
            best = h[k] > h[best] ? k : best;
        }
        assert(best < K);
        y[s] = (int)best;
    }
    block_free(h);
}
