/* Samples do not depend on each other: the first half of them is one thread's, the second
 * half another's. Each thread sums on its own, and the sums are added in a fixed order
 * after both have ended, so that equal calls give equal results. */
#include "backprop.h"

#include <math.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { THREADS = 2 };

static void *get(size_t count, size_t size)
{
    void *memory = calloc(count + 1, size);
    if (memory == NULL)
        abort();
    return memory;
}

/* ---------------------------------------------------------------- part 1 */

double bp_sigmoid(double z)
{
    return z < 0 ? 1 - 1 / (1 + exp(z)) : 1 / (1 + exp(-z));
}

double bp_sigmoid_gradient(double z)
{
    const double c = cosh(z / 2);
    return 1 / (4 * c * c);
}

void bp_add_backward(double x, double y, double df, double *dx, double *dy)
{
    (void)x, (void)y;
    *dx = *dy = df;
}

void bp_mul_backward(double x, double y, double df, double *dx, double *dy)
{
    *dx = df * y;
    *dy = df * x;
}

void bp_max_backward(double x, double y, double df, double *dx, double *dy)
{
    const bool first = !(x < y);
    *dx = first ? df : 0;
    *dy = first ? 0 : df;
}

/* row[0] + row[1..n] . x */
static double affine(size_t n, double bias, const double *row, const double *x)
{
    double even = 0, odd = 0;
    for (size_t i = 0; i < n; i += 2)
        even += row[i] * x[i];
    for (size_t i = 1; i < n; i += 2)
        odd += row[i] * x[i];
    return bias + (even + odd);
}

double bp_neuron_forward(size_t n, const double *w, const double *x)
{
    return bp_sigmoid(affine(n, w[n], w, x));
}

void bp_neuron_backward(size_t n, const double *w, const double *x, double *dw,
                        double *dx)
{
    const double dz = bp_sigmoid_gradient(affine(n, w[n], w, x));
    for (size_t i = 0; i < n; i++) {
        dw[i] = x[i] * dz;
        dx[i] = w[i] * dz;
    }
    dw[n] = dz;
}

/* f, and if they are wanted, its derivatives: f = p q with q = 1 / r. */
static double graph(double x, double y, double *dx, double *dy)
{
    const double s = x + y, p = x + bp_sigmoid(y), r = bp_sigmoid(x) + s * s, q = 1 / r;
    if (dx != NULL) {
        const double dr = p * (-q * q), ds = dr * 2 * s;
        *dx = q + ds + dr * bp_sigmoid_gradient(x);
        *dy = q * bp_sigmoid_gradient(y) + ds;
    }
    return p * q;
}

double bp_graph_forward(double x, double y)
{
    return graph(x, y, NULL, NULL);
}

void bp_graph_backward(double x, double y, double *dx, double *dy)
{
    (void)graph(x, y, dx, dy);
}

double bp_chain_cost(double x, double y, double theta1, double theta2)
{
    const double a2 = bp_sigmoid(theta2 * bp_sigmoid(theta1 * x));
    return (a2 - y) * (a2 - y) / 2;
}

void bp_chain_gradient(double x, double y, double theta1, double theta2, double grad[2])
{
    const double z1 = theta1 * x, a1 = bp_sigmoid(z1), z2 = theta2 * a1;
    const double delta2 = (bp_sigmoid(z2) - y) * bp_sigmoid_gradient(z2);
    const double delta1 = delta2 * theta2 * bp_sigmoid_gradient(z1);
    grad[0] = delta1 * x;
    grad[1] = delta2 * a1;
}

/* ---------------------------------------------------------------- part 2 */

static size_t size_of(const struct bp_net *net, size_t l)
{
    return net->units[l] * (net->units[l - 1] + 1);
}

size_t bp_n_parameters(const struct bp_net *net)
{
    size_t n = 0;
    for (size_t l = 1; l <= net->n_layers; l++)
        n += size_of(net, l);
    return n;
}

static size_t n_units(const struct bp_net *net)
{
    size_t n = 0;
    for (size_t l = 1; l <= net->n_layers; l++)
        n += net->units[l];
    return n;
}

void bp_unroll(const struct bp_net *net, const double *const Theta[], double *theta)
{
    for (size_t l = 1; l <= net->n_layers; theta += size_of(net, l), l++)
        memcpy(theta, Theta[l - 1], size_of(net, l) * sizeof(double));
}

void bp_roll(const struct bp_net *net, const double *theta, double *const Theta[])
{
    for (size_t l = 1; l <= net->n_layers; theta += size_of(net, l), l++)
        memcpy(Theta[l - 1], theta, size_of(net, l) * sizeof(double));
}

/* What one thread is to do with samples first <= s < end. Pointers that are NULL: not. */
struct job {
    const struct bp_net *net;
    const double *theta, *X;
    const int *y;
    size_t first, end;
    double *H;     /* outputs */
    int *classes;  /* index of the largest output */
    double *Delta; /* += delta a^T, this thread's own */
    double losses; /* += the losses, if y is there */
    double *a, *delta;
};

/* Leaves h in the last layer of a; returns the loss, if there is a label (>= 0). */
static double forward(const struct bp_net *net, const double *theta, const double *x,
                      int label, double *a)
{
    const size_t L = net->n_layers, K = net->units[L];
    for (size_t l = 1; l <= L; l++) {
        const size_t in = net->units[l - 1];
        for (size_t i = 0; i < net->units[l]; i++, theta += in + 1) {
            a[i] = affine(in, theta[0], theta + 1, x);
            a[i] = l < L ? bp_sigmoid(a[i]) : a[i];
        }
        x = a;
        a += net->units[l];
    }
    double *h = a - K, loss = 0, max = h[0], sum = 0;
    if (net->output == BP_ONE_VS_ALL) {
        for (size_t k = 0; k < K; k++) {
            const double z = h[k], e = exp(-fabs(z));
            loss += log1p(e) + ((int)k == label ? fmax(-z, 0) : fmax(z, 0));
            h[k] = (z < 0 ? e : 1) / (1 + e);
        }
        return loss;
    }
    for (size_t k = 1; k < K; k++)
        max = fmax(max, h[k]);
    loss = label >= 0 ? max - h[label] : 0;
    for (size_t k = 0; k < K; k++)
        sum += h[k] = exp(h[k] - max);
    for (size_t k = 0; k < K; k++)
        h[k] /= sum;
    return loss + log(sum);
}

/* delta^(L) to delta^(1), from the end of all layers to their beginning */
static void backward(const struct bp_net *net, const double *theta, int label,
                     const double *a, double *delta)
{
    const size_t L = net->n_layers;
    theta += bp_n_parameters(net);
    a += n_units(net) - net->units[L];
    delta += n_units(net) - net->units[L];
    for (size_t k = 0; k < net->units[L]; k++)
        delta[k] = (int)k == label ? a[k] - 1 : a[k];
    for (size_t l = L; l > 1; l--) {
        const size_t in = net->units[l - 1], out = net->units[l];
        const double *above = delta;
        theta -= size_of(net, l);
        a -= in;
        delta -= in;
        for (size_t j = 0; j < in; j++) {
            delta[j] = 0;
            for (size_t i = 0; i < out; i++)
                delta[j] += theta[i * (in + 1) + 1 + j] * above[i];
            delta[j] *= a[j] * (1 - a[j]);
        }
    }
}

static void accumulate(const struct bp_net *net, const double *x, const double *a,
                       const double *delta, double *Delta)
{
    for (size_t l = 1; l <= net->n_layers; l++) {
        for (size_t i = 0; i < net->units[l]; i++, delta++) {
            *Delta++ += *delta;
            for (size_t j = 0; j < net->units[l - 1]; j++)
                *Delta++ += *delta * x[j];
        }
        x = a;
        a += net->units[l];
    }
}

static void *work(void *argument)
{
    struct job *job = argument;
    const struct bp_net *net = job->net;
    const size_t K = net->units[net->n_layers];
    const double *h = job->a + n_units(net) - K;
    for (size_t s = job->first; s < job->end; s++) {
        const double *x = job->X + s * net->units[0];
        const int label = job->y != NULL ? job->y[s] : -1;
        job->losses += forward(net, job->theta, x, label, job->a);
        if (job->H != NULL)
            memcpy(job->H + s * K, h, K * sizeof(double));
        if (job->classes != NULL) {
            job->classes[s] = 0;
            for (size_t k = 1; k < K; k++)
                if (h[k] > h[job->classes[s]])
                    job->classes[s] = (int)k;
        }
        if (job->Delta != NULL) {
            backward(net, job->theta, label, job->a, job->delta);
            accumulate(net, x, job->a, job->delta, job->Delta);
        }
    }
    return NULL;
}

/* Does ALL in two parts; returns the sum of the losses. */
static double share(struct job all, size_t m)
{
    const size_t units = n_units(all.net), n = bp_n_parameters(all.net);
    struct job jobs[THREADS];
    pthread_t threads[THREADS];
    double losses = 0;
    for (size_t t = 0; t < THREADS; t++) {
        jobs[t] = all;
        jobs[t].first = m * t / THREADS;
        jobs[t].end = m * (t + 1) / THREADS;
        jobs[t].a = get(units, sizeof(double));
        jobs[t].delta = get(units, sizeof(double));
        jobs[t].Delta = all.Delta != NULL ? get(n, sizeof(double)) : NULL;
        if (pthread_create(&threads[t], NULL, work, &jobs[t]) != 0)
            abort();
    }
    for (size_t t = 0; t < THREADS; t++)
        pthread_join(threads[t], NULL);
    for (size_t t = 0; t < THREADS; t++) {
        losses += jobs[t].losses;
        for (size_t p = 0; all.Delta != NULL && p < n; p++)
            all.Delta[p] = (t == 0 ? 0 : all.Delta[p]) + jobs[t].Delta[p];
        free(jobs[t].a);
        free(jobs[t].delta);
        free(jobs[t].Delta);
    }
    return losses;
}

void bp_forward(const struct bp_net *net, const double *theta, size_t m, const double *X,
                double *H)
{
    share((struct job){.net = net, .theta = theta, .X = X, .H = H}, m);
}

/* The regularised part of J; turns grad, if it is there, from Delta to the gradient. */
static double penalty(const struct bp_net *net, const double *theta, double lambda,
                      double m, double *grad)
{
    double squares = 0;
    for (size_t l = 1; l <= net->n_layers; l++)
        for (size_t k = 0; k < size_of(net, l); k++, theta++) {
            const bool bias = k % (net->units[l - 1] + 1) == 0;
            const double weight = bias && !net->regularize_bias ? 0 : *theta;
            squares += weight * weight;
            if (grad != NULL) {
                *grad = (*grad + lambda * weight) / m;
                grad++;
            }
        }
    return lambda * squares / (2 * m);
}

double bp_cost(const struct bp_net *net, const double *theta, const struct bp_data *data,
               double lambda)
{
    const double m = (double)data->m;
    struct job all = {.net = net, .theta = theta, .X = data->X, .y = data->y};
    return share(all, data->m) / m + penalty(net, theta, lambda, m, NULL);
}

void bp_backprop_sample(const struct bp_net *net, const double *theta, const double *x,
                        int label, double *a, double *delta)
{
    forward(net, theta, x, label, a);
    backward(net, theta, label, a, delta);
}

double bp_cost_gradient(const struct bp_net *net, const double *theta,
                        const struct bp_data *data, double lambda, double *grad)
{
    const double m = (double)data->m;
    struct job all = {.net = net, .theta = theta, .X = data->X, .y = data->y};
    all.Delta = grad;
    const double losses = share(all, data->m);
    return losses / m + penalty(net, theta, lambda, m, grad);
}

/* ---------------------------------------------------------------- parts 3, 4 */

void bp_numerical_gradient(bp_function J, void *context, size_t n, const double *theta,
                           double epsilon, double *grad)
{
    double *copy = get(n, sizeof(double));
    memcpy(copy, theta, n * sizeof(double));
    for (size_t i = 0; i < n; copy[i] = theta[i], i++) {
        copy[i] = theta[i] + epsilon;
        grad[i] = J(n, copy, context);
        copy[i] = theta[i] - epsilon;
        grad[i] = (grad[i] - J(n, copy, context)) / (2 * epsilon);
    }
    free(copy);
}

double bp_relative_difference(size_t n, const double *a, const double *b)
{
    double above = 0, below_a = 0, below_b = 0;
    for (size_t i = 0; i < n; i++) {
        above += (a[i] - b[i]) * (a[i] - b[i]);
        below_a += a[i] * a[i];
        below_b += b[i] * b[i];
    }
    return above == 0 ? 0 : sqrt(above) / (sqrt(below_a) + sqrt(below_b));
}

void bp_random_init(const struct bp_net *net, uint64_t seed, double *theta)
{
    const size_t n = bp_n_parameters(net);
    for (size_t i = 0; i < n; i++) {
        seed += UINT64_C(0x9E3779B97F4A7C15); /* a step of splitmix64 */
        uint64_t z = (seed ^ seed >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
        z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
        theta[i] = ((double)((z ^ z >> 31) >> 11) * 0x1p-53 - 0.5) / 2;
    }
}

double bp_gradient_descent(const struct bp_net *net, double *theta,
                           const struct bp_data *data, double lambda, double alpha,
                           size_t iterations, double *history)
{
    const size_t n = bp_n_parameters(net);
    double *grad = get(n, sizeof(double));
    for (size_t k = 0; k < iterations; k++) {
        history[k] = bp_cost_gradient(net, theta, data, lambda, grad);
        for (size_t i = 0; i < n; i++)
            theta[i] -= alpha * grad[i];
    }
    free(grad);
    return bp_cost(net, theta, data, lambda);
}

void bp_predict(const struct bp_net *net, const double *theta, size_t m, const double *X,
                int *y)
{
    share((struct job){.net = net, .theta = theta, .X = X, .classes = y}, m);
}
