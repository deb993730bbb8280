/* A net is a list of layers, a layer a list of neurons, and each neuron has its own
 * weights. The net is built from theta when a call begins and taken down when it ends.
 * Samples are taken from the last to the first. */
#include "network.h"

#include <math.h>
#include <stdlib.h>

/* ---- Part 1 ---- */

double bp_sigmoid(double z)
{
    if (z < -45.0) {
        return exp(z);
    }
    return 1.0 / (1.0 + exp(-z));
}

double bp_sigmoid_gradient(double z)
{
    double a = bp_sigmoid(-fabs(z));
    return a * (1.0 - a);
}

void bp_add_backward(double x, double y, double df, double *dx, double *dy)
{
    (void)x;
    (void)y;
    *dx = df;
    *dy = df;
}

void bp_mul_backward(double x, double y, double df, double *dx, double *dy)
{
    *dx = y * df;
    *dy = x * df;
}

void bp_max_backward(double x, double y, double df, double *dx, double *dy)
{
    double *to = dx, *other = dy;
    if (y > x) {
        to = dy;
        other = dx;
    }
    *to = df;
    *other = 0.0;
}

double bp_neuron_forward(size_t n, const double *w, const double *x)
{
    double z = w[n];
    for (size_t i = n; i > 0; i--)
        z += w[i - 1] * x[i - 1];
    return bp_sigmoid(z);
}

void bp_neuron_backward(size_t n, const double *w, const double *x, double *dw,
                        double *dx)
{
    double f = bp_neuron_forward(n, w, x);
    double slope = f - f * f;
    dw[n] = slope;
    for (size_t i = n; i > 0; i--) {
        dw[i - 1] = x[i - 1] * slope;
        dx[i - 1] = w[i - 1] * slope;
    }
}

double bp_graph_forward(double x, double y)
{
    double square =
        (x + y) * (x + y); /* not x^2 + 2xy + y^2, which cancels near y = -x */
    return (x + bp_sigmoid(y)) / (bp_sigmoid(x) + square);
}

void bp_graph_backward(double x, double y, double *dx, double *dy)
{
    double n = x + bp_sigmoid(y), d = bp_sigmoid(x) + (x + y) * (x + y);
    double by_sum = -n / d / d * 2.0 * (x + y);
    *dx = 1.0 / d + by_sum - n / d / d * bp_sigmoid_gradient(x);
    *dy = bp_sigmoid_gradient(y) / d + by_sum;
}

double bp_chain_cost(double x, double y, double theta1, double theta2)
{
    double e = y - bp_sigmoid(theta2 * bp_sigmoid(theta1 * x));
    return e * e / 2.0;
}

void bp_chain_gradient(double x, double y, double theta1, double theta2, double grad[2])
{
    Neuron one = {.z = theta1 * x}, two = {0};
    one.a = bp_sigmoid(one.z);
    one.next = &two;
    two.z = theta2 * one.a;
    two.a = bp_sigmoid(two.z);
    two.delta = (two.a - y) * bp_sigmoid_gradient(two.z);
    one.delta = one.next->delta * theta2 * bp_sigmoid_gradient(one.z);
    grad[0] = one.delta * x;
    grad[1] = two.delta * one.a;
}

size_t bp_n_parameters(const struct bp_net *net)
{
    size_t n = 0;
    for (size_t l = 1; l <= net->n_layers; l++)
        n += net->units[l] + net->units[l] * net->units[l - 1];
    return n;
}

void bp_unroll(const struct bp_net *net, const double *const Theta[], double *theta)
{
    for (size_t l = 1; l <= net->n_layers; l++) {
        const double *from = Theta[l - 1];
        for (size_t i = 0; i < net->units[l]; i++)
            for (size_t j = 0; j <= net->units[l - 1]; j++)
                *theta++ = *from++;
    }
}

void bp_roll(const struct bp_net *net, const double *theta, double *const Theta[])
{
    for (size_t l = 1; l <= net->n_layers; l++) {
        double *to = Theta[l - 1];
        for (size_t i = 0; i < net->units[l]; i++)
            for (size_t j = 0; j <= net->units[l - 1]; j++)
                *to++ = *theta++;
    }
}

/* ---- running ---- */

static void see(Network network, const double *x)
{
    FOR_NEURONS (u, network.input)
        u->a = *x++;
    FOR_LAYERS (layer, network)
        FOR_NEURONS (u, layer) {
            const double *w = u->weights;
            u->z = u->bias;
            FOR_NEURONS (v, layer->below)
                u->z += *w++ * v->a;
            u->a = bp_sigmoid(u->z);
        }
    if (network.softmax) {
        double max = network.output->first->z, sum = 0.0;
        FOR_NEURONS (u, network.output)
            max = u->z > max ? u->z : max;
        FOR_NEURONS (u, network.output)
            sum += exp(u->z - max);
        FOR_NEURONS (u, network.output)
            u->a = exp(u->z - max) / sum;
    }
}

static void want(Network network, int label)
{
    FOR_NEURONS (u, network.output)
        u->wanted = label-- == 0;
}

/* -log h for the wanted neuron, and for one-vs-all -log(1 - h) for the others. */
static double loss(Network network)
{
    double sum = 0.0, wanted = 0.0, max = network.output->first->z;
    FOR_NEURONS (u, network.output) {
        double wrong = u->wanted ? -u->z : u->z;
        wanted = u->wanted ? u->z : wanted;
        max = u->z > max ? u->z : max;
        sum += wrong > 0.0 ? wrong + log1p(exp(-wrong)) : log1p(exp(wrong));
    }
    if (!network.softmax)
        return sum;
    sum = 0.0;
    FOR_NEURONS (u, network.output)
        sum += exp(u->z - max);
    return log(sum) - (wanted - max);
}

/* Each neuron sends its delta down along its weights. */
static void blame(Network network)
{
    FOR_NEURONS (u, network.output)
        u->delta = u->wanted ? u->a - 1.0 : u->a;
    for (Layer *layer = network.output; layer->below->below; layer = layer->below) {
        FOR_NEURONS (v, layer->below)
            v->delta = 0.0;
        FOR_NEURONS (u, layer) {
            const double *w = u->weights;
            FOR_NEURONS (v, layer->below)
                v->delta += *w++ * u->delta;
        }
        FOR_NEURONS (v, layer->below)
            v->delta *= v->a * (1.0 - v->a);
    }
}

static void learn(Network network)
{
    FOR_LAYERS (layer, network)
        FOR_NEURONS (u, layer) {
            double *change = u->changes;
            u->bias_change += u->delta;
            FOR_NEURONS (v, layer->below)
                *change++ += u->delta * v->a;
        }
}

void bp_forward(const struct bp_net *net, const double *theta, size_t m, const double *X,
                double *H)
{
    Network network = build(net, theta);
    for (size_t s = m; s-- > 0;) {
        double *h = H + s * network.output->n;
        see(network, X + s * net->units[0]);
        FOR_NEURONS (u, network.output)
            *h++ = u->a;
    }
    take_down(network);
}

static double penalty(Network network)
{
    double sum = 0.0;
    FOR_LAYERS (layer, network)
        FOR_NEURONS (u, layer) {
            sum += network.regularize_bias ? u->bias * u->bias : 0.0;
            for (size_t j = layer->n_below; j > 0; j--)
                sum += u->weights[j - 1] * u->weights[j - 1];
        }
    return sum;
}

static double cost(Network network, const struct bp_data *data, double lambda,
                   int with_gradient)
{
    double losses = 0.0;
    for (size_t s = data->m; s-- > 0;) {
        see(network, data->X + s * network.input->n);
        want(network, data->y[s]);
        losses += loss(network);
        if (with_gradient) {
            blame(network);
            learn(network);
        }
    }
    return losses / (double)data->m + lambda / 2.0 * penalty(network) / (double)data->m;
}

double bp_cost(const struct bp_net *net, const double *theta, const struct bp_data *data,
               double lambda)
{
    Network network = build(net, theta);
    double J = cost(network, data, lambda, 0);
    take_down(network);
    return J;
}

void bp_backprop_sample(const struct bp_net *net, const double *theta, const double *x,
                        int label, double *a, double *delta)
{
    Network network = build(net, theta);
    see(network, x);
    want(network, label);
    blame(network);
    FOR_LAYERS (layer, network)
        FOR_NEURONS (u, layer) {
            *a++ = u->a;
            *delta++ = u->delta;
        }
    take_down(network);
}

double bp_cost_gradient(const struct bp_net *net, const double *theta,
                        const struct bp_data *data, double lambda, double *grad)
{
    Network network = build(net, theta);
    double J = cost(network, data, lambda, 1), m = (double)data->m;
    FOR_LAYERS (layer, network)
        FOR_NEURONS (u, layer) {
            *grad++ =
                (u->bias_change + (network.regularize_bias ? lambda * u->bias : 0.0)) / m;
            for (size_t j = 0; j < layer->n_below; j++)
                *grad++ = (u->changes[j] + lambda * u->weights[j]) / m;
        }
    take_down(network);
    return J;
}

/* ---- Parts 3 and 4 ---- */

void bp_numerical_gradient(bp_function J, void *context, size_t n, const double *theta,
                           double epsilon, double *grad)
{
    double *t = must(malloc((n + 1) * sizeof *t));
    for (size_t i = 0; i < n; i++)
        t[i] = theta[i];
    for (size_t i = n; i-- > 0;) {
        t[i] = theta[i] - epsilon;
        grad[i] = -J(n, t, context);
        t[i] = theta[i] + epsilon;
        grad[i] += J(n, t, context);
        grad[i] /= 2.0 * epsilon;
        t[i] = theta[i];
    }
    free(t);
}

double bp_relative_difference(size_t n, const double *a, const double *b)
{
    double d = 0.0, s = 0.0, t = 0.0;
    while (n-- > 0) {
        d += (a[n] - b[n]) * (a[n] - b[n]);
        s += a[n] * a[n];
        t += b[n] * b[n];
    }
    return s + t == 0.0 ? 0.0 : sqrt(d) / (sqrt(s) + sqrt(t));
}

void bp_random_init(const struct bp_net *net, uint64_t seed, double *theta)
{
    for (size_t l = 1; l <= net->n_layers; l++) {
        double range =
            0.5 / sqrt((double)(net->units[l - 1] < 25 ? net->units[l - 1] : 25));
        for (size_t k = 0; k < net->units[l] * (net->units[l - 1] + 1); k++) {
            uint64_t h = seed += UINT64_C(0x2545F4914F6CDD1D);
            h = (h ^ (h >> 27)) * UINT64_C(0x3C79AC492BA7B653);
            h = (h ^ (h >> 33)) * UINT64_C(0x1C69B3F74AC4AE35);
            *theta++ = range * (2.0 * ((double)((h ^ (h >> 27)) >> 11) * 0x1p-53) - 1.0);
        }
    }
}

double bp_gradient_descent(const struct bp_net *net, double *theta,
                           const struct bp_data *data, double lambda, double alpha,
                           size_t iterations, double *history)
{
    size_t n = bp_n_parameters(net);
    double *grad = must(malloc(n * sizeof *grad));
    for (size_t k = 0; k < iterations; k++) {
        history[k] = bp_cost_gradient(net, theta, data, lambda, grad);
        for (size_t p = n; p-- > 0;)
            theta[p] -= alpha * grad[p];
    }
    free(grad);
    return bp_cost(net, theta, data, lambda);
}

void bp_predict(const struct bp_net *net, const double *theta, size_t m, const double *X,
                int *y)
{
    Network network = build(net, theta);
    for (size_t s = m; s-- > 0;) {
        const Neuron *best = network.output->first;
        int place = 0;
        see(network, X + s * net->units[0]);
        y[s] = 0;
        FOR_NEURONS (u, network.output) {
            if (u->a > best->a) {
                best = u;
                y[s] = place;
            }
            place++;
        }
    }
    take_down(network);
}
