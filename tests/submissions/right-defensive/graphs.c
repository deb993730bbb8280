/** @file graphs.c Part 1. */
#include "backprop.h"
#include "guard.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>

double bp_sigmoid(double z)
{
    assert(isfinite(z));
    const double e = exp(-fabs(z));
    return checked(z >= 0.0 ? 1.0 / (1.0 + e) : e / (1.0 + e), 0.0, 1.0);
}

double bp_sigmoid_gradient(double z)
{
    return checked(bp_sigmoid(z) * bp_sigmoid(-z), 0.0, 0.25);
}

void bp_add_backward(double x, double y, double df, double *dx, double *dy)
{
    assert(dx != NULL && dy != NULL && dx != dy);
    assert(isfinite(x) && isfinite(y));
    *dx = df;
    *dy = df;
}

void bp_mul_backward(double x, double y, double df, double *dx, double *dy)
{
    assert(dx != NULL && dy != NULL && dx != dy);
    *dx = y * df;
    *dy = x * df;
}

void bp_max_backward(double x, double y, double df, double *dx, double *dy)
{
    assert(dx != NULL && dy != NULL && dx != dy);
    const bool x_wins = x >= y;
    *dx = x_wins ? df : 0.0;
    *dy = x_wins ? 0.0 : df;
    assert(*dx + *dy == df);
}

double bp_neuron_forward(size_t n, const double *w, const double *x)
{
    assert(w != NULL && x != NULL);
    return bp_sigmoid(weighted_sum(n, w, x, w[n]));
}

void bp_neuron_backward(size_t n, const double *w, const double *x, double *dw,
                        double *dx)
{
    double *const w_copy = block_copy(w, n + 1), *const x_copy = block_copy(x, n);
    const double slope = bp_sigmoid_gradient(weighted_sum(n, w_copy, x_copy, w_copy[n]));
    for (size_t i = 0; i < n; i++) {
        dw[i] = slope * x_copy[i];
        dx[i] = slope * w_copy[i];
    }
    dw[n] = slope;
    block_free(w_copy);
    block_free(x_copy);
}

double bp_graph_forward(double x, double y)
{
    const double denominator = bp_sigmoid(x) + (x + y) * (x + y);
    assert(denominator > 0.0);
    return (x + bp_sigmoid(y)) / denominator;
}

void bp_graph_backward(double x, double y, double *dx, double *dy)
{
    const double denominator = bp_sigmoid(x) + (x + y) * (x + y);
    assert(denominator > 0.0 && dx != NULL && dy != NULL);
    const double by_numerator = 1.0 / denominator;
    const double by_denominator = -bp_graph_forward(x, y) / denominator;
    const double by_sum = by_denominator * 2.0 * (x + y);
    *dx = by_numerator + by_denominator * bp_sigmoid_gradient(x) + by_sum;
    *dy = by_numerator * bp_sigmoid_gradient(y) + by_sum;
}

double bp_chain_cost(double x, double y, double theta1, double theta2)
{
    const double error = y - bp_sigmoid(theta2 * bp_sigmoid(theta1 * x));
    return checked(error * error / 2.0, 0.0, INFINITY);
}

void bp_chain_gradient(double x, double y, double theta1, double theta2, double grad[2])
{
    assert(grad != NULL);
    const double z1 = theta1 * x, a1 = bp_sigmoid(z1), z2 = theta2 * a1;
    const double delta2 = (bp_sigmoid(z2) - y) * bp_sigmoid_gradient(z2);
    grad[0] = delta2 * theta2 * bp_sigmoid_gradient(z1) * x;
    grad[1] = delta2 * a1;
}
