/* backprop.c: your solution. Each function returns a placeholder that earns nothing:
 * replace them one after the other, in any order. `make grade` tells where you stand,
 * `make grade TASK=sigmoid` looks at one task alone. README.md is the text of the
 * exercise. */
#include "backprop.h"

#include <math.h>

/* ---- Part 1: computational graphs ---- */

double bp_sigmoid(double z)
{
    (void)z;
    return NAN; /* TODO: 1 / (1 + e^-z) */
}

double bp_sigmoid_gradient(double z)
{
    (void)z;
    return NAN; /* TODO: the derivative of the sigmoid at z */
}

void bp_add_backward(double x, double y, double df, double *dx, double *dy)
{
    (void)x, (void)y, (void)df, (void)dx, (void)dy; /* TODO */
}

void bp_mul_backward(double x, double y, double df, double *dx, double *dy)
{
    (void)x, (void)y, (void)df, (void)dx, (void)dy; /* TODO */
}

void bp_max_backward(double x, double y, double df, double *dx, double *dy)
{
    (void)x, (void)y, (void)df, (void)dx, (void)dy; /* TODO */
}

double bp_neuron_forward(size_t n, const double *w, const double *x)
{
    (void)n, (void)w, (void)x;
    return NAN; /* TODO: g(w.x + w[n]) */
}

void bp_neuron_backward(size_t n, const double *w, const double *x, double *dw,
                        double *dx)
{
    (void)n, (void)w, (void)x, (void)dw, (void)dx; /* TODO */
}

double bp_graph_forward(double x, double y)
{
    (void)x, (void)y;
    return NAN; /* TODO: (x + g(y)) / (g(x) + (x + y)^2) */
}

void bp_graph_backward(double x, double y, double *dx, double *dy)
{
    (void)x, (void)y, (void)dx, (void)dy; /* TODO */
}

double bp_chain_cost(double x, double y, double theta1, double theta2)
{
    (void)x, (void)y, (void)theta1, (void)theta2;
    return NAN; /* TODO */
}

void bp_chain_gradient(double x, double y, double theta1, double theta2, double grad[2])
{
    (void)x, (void)y, (void)theta1, (void)theta2, (void)grad; /* TODO */
}

/* ---- Part 2: the network ---- */

size_t bp_n_parameters(const struct bp_net *net)
{
    (void)net;
    return 0; /* TODO */
}

void bp_unroll(const struct bp_net *net, const double *const Theta[], double *theta)
{
    (void)net, (void)Theta, (void)theta; /* TODO */
}

void bp_roll(const struct bp_net *net, const double *theta, double *const Theta[])
{
    (void)net, (void)theta, (void)Theta; /* TODO */
}

void bp_forward(const struct bp_net *net, const double *theta, size_t m, const double *X,
                double *H)
{
    (void)net, (void)theta, (void)m, (void)X, (void)H; /* TODO */
}

double bp_cost(const struct bp_net *net, const double *theta, const struct bp_data *data,
               double lambda)
{
    (void)net, (void)theta, (void)data, (void)lambda;
    return NAN; /* TODO */
}

void bp_backprop_sample(const struct bp_net *net, const double *theta, const double *x,
                        int label, double *a, double *delta)
{
    (void)net, (void)theta, (void)x, (void)label, (void)a, (void)delta; /* TODO */
}

double bp_cost_gradient(const struct bp_net *net, const double *theta,
                        const struct bp_data *data, double lambda, double *grad)
{
    (void)net, (void)theta, (void)data, (void)lambda, (void)grad;
    return NAN; /* TODO */
}

/* ---- Part 3: gradient checking ---- */

void bp_numerical_gradient(bp_function J, void *context, size_t n, const double *theta,
                           double epsilon, double *grad)
{
    (void)J, (void)context, (void)n, (void)theta, (void)epsilon, (void)grad; /* TODO */
}

double bp_relative_difference(size_t n, const double *a, const double *b)
{
    (void)n, (void)a, (void)b;
    return NAN; /* TODO */
}

/* ---- Part 4: training ---- */

void bp_random_init(const struct bp_net *net, uint64_t seed, double *theta)
{
    (void)net, (void)seed, (void)theta; /* TODO */
}

double bp_gradient_descent(const struct bp_net *net, double *theta,
                           const struct bp_data *data, double lambda, double alpha,
                           size_t iterations, double *history)
{
    (void)net, (void)theta, (void)data, (void)lambda, (void)alpha, (void)iterations,
        (void)history;
    return NAN; /* TODO */
}

void bp_predict(const struct bp_net *net, const double *theta, size_t m, const double *X,
                int *y)
{
    (void)net, (void)theta, (void)m, (void)X, (void)y; /* TODO */
}
