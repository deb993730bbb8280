#include "backprop.h"

#include <math.h>

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

double bp_sigmoid_gradient(double z)
{
    const double g = bp_sigmoid(-fabs(z));
    return g * (1 - g);
}

/* The local gradients of the gates, in a table: d/dx and d/dy at (x, y). */
enum gate { ADD, MULTIPLY, MAX };

struct local {
    double x, y;
};

static struct local of_add(double x, double y)
{
    (void)x, (void)y;
    return (struct local){1, 1};
}

static struct local of_multiply(double x, double y)
{
    return (struct local){y, x};
}

static struct local of_max(double x, double y)
{
    return (struct local){x >= y, x < y};
}

static struct local (*const locals[])(double, double) = {
    [ADD] = of_add, [MULTIPLY] = of_multiply, [MAX] = of_max};

static void backward(enum gate gate, double x, double y, double df, double *dx, double *dy)
{
    const struct local d = locals[gate](x, y);
    *dx = d.x * df;
    *dy = d.y * df;
}

void bp_add_backward(double x, double y, double df, double *dx, double *dy)
{
    backward(ADD, x, y, df, dx, dy);
}

void bp_mul_backward(double x, double y, double df, double *dx, double *dy)
{
    backward(MULTIPLY, x, y, df, dx, dy);
}

void bp_max_backward(double x, double y, double df, double *dx, double *dy)
{
    backward(MAX, x, y, df, dx, dy);
}

static double weighted(size_t n, const double *w, const double *x)
{
    double s = 0;
    for (const double *end = w + n; w < end;)
        s += *w++ * *x++;
    return s + *w;
}

double bp_neuron_forward(size_t n, const double *w, const double *x)
{
    return bp_sigmoid(weighted(n, w, x));
}

void bp_neuron_backward(size_t n, const double *w, const double *x, double *dw,
                        double *dx)
{
    const double f = bp_sigmoid(weighted(n, w, x)), dot = (1 - f) * f;
    for (size_t i = 0; i < n; ++i)
        dx[i] = w[i] * dot;
    for (size_t i = 0; i < n; ++i)
        dw[i] = x[i] * dot;
    dw[n] = 1.0 * dot;
}

/* Staged as on the lecture's page, once for both passes. */
struct stages {
    double sigy, num, sigx, xpy, xpysqr, den, invden;
};

static struct stages stage(double x, double y)
{
    struct stages s;
    s.sigy = bp_sigmoid(y);
    s.num = x + s.sigy;
    s.sigx = bp_sigmoid(x);
    s.xpy = x + y;
    s.xpysqr = s.xpy * s.xpy;
    s.den = s.sigx + s.xpysqr;
    s.invden = 1.0 / s.den;
    return s;
}

double bp_graph_forward(double x, double y)
{
    const struct stages s = stage(x, y);
    return s.num * s.invden;
}

void bp_graph_backward(double x, double y, double *dx, double *dy)
{
    const struct stages s = stage(x, y);
    const double dnum = s.invden, dinvden = s.num;
    const double dden = -1.0 / (s.den * s.den) * dinvden;
    const double dxpy = 2 * s.xpy * dden;
    *dx = dxpy + (1 - s.sigx) * s.sigx * dden + dnum;
    *dy = dxpy + (1 - s.sigy) * s.sigy * dnum;
}

double bp_chain_cost(double x, double y, double theta1, double theta2)
{
    const double a1 = bp_sigmoid(theta1 * x), a2 = bp_sigmoid(theta2 * a1);
    return 0.5 * (y - a2) * (y - a2);
}

void bp_chain_gradient(double x, double y, double theta1, double theta2, double grad[2])
{
    const double a1 = bp_sigmoid(theta1 * x), a2 = bp_sigmoid(theta2 * a1);
    const double dE_da2 = -(y - a2), da2_dz2 = a2 * (1 - a2), dz2_da1 = theta2;
    const double da1_dz1 = a1 * (1 - a1), dz1_dtheta1 = x, dz2_dtheta2 = a1;
    grad[0] = dE_da2 * da2_dz2 * dz2_da1 * da1_dz1 * dz1_dtheta1;
    grad[1] = dE_da2 * da2_dz2 * dz2_dtheta2;
}
