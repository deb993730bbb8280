/* graphs.c - gates are made from a list, and so are the constants of the graph. */
#include "backprop.h"

#include <math.h>

/*        name  df/dx       df/dy */
#define GATES(X) \
    X(add, 1, 1) \
    X(mul, y, x) \
    X(max, (x >= y), (x < y))

#define GATE(name, by_x, by_y)                                                       \
    void bp_##name##_backward(double x, double y, double df, double *dx, double *dy) \
    {                                                                                \
        (void)x, (void)y;                                                            \
        *dx = (by_x)*df;                                                             \
        *dy = (by_y)*df;                                                             \
    }

GATES(GATE)

static double affine(size_t n, double bias, const double *w, const double *x)
{
    while (n-- > 0)
        bias += *w++ * *x++;
    return bias;
}

double bp_neuron_forward(size_t n, const double *w, const double *x)
{
    return bp_sigmoid(affine(n, w[n], w, x));
}

void bp_neuron_backward(size_t n, const double *w, const double *x, double *dw,
                        double *dx)
{
    const double dz = bp_sigmoid_gradient(affine(n, w[n], w, x));
    for (size_t i = 0; i < n; ++i)
        bp_mul_backward(w[i], x[i], dz, &dw[i], &dx[i]);
    dw[n] = dz;
}

/* The graph's inner results. */
#define GRAPH(X)                     \
    X(s, x + y)                      \
    X(top, x + bp_sigmoid(y))        \
    X(bottom, bp_sigmoid(x) + s * s) \
    X(f, top / bottom)
#define CONSTANT(name, value) const double name = value;

double bp_graph_forward(double x, double y)
{
    GRAPH(CONSTANT)
    return f;
}

void bp_graph_backward(double x, double y, double *dx, double *dy)
{
    GRAPH(CONSTANT)
    const double dtop = 1 / bottom, dbottom = -f / bottom, ds = 2 * s * dbottom;
    *dx = dtop + bp_sigmoid_gradient(x) * dbottom + ds;
    *dy = dtop * bp_sigmoid_gradient(y) + ds;
}

double bp_chain_cost(double x, double y, double theta1, double theta2)
{
    const double error = bp_sigmoid(theta2 * bp_sigmoid(theta1 * x)) - y;
    return error * error / 2;
}

void bp_chain_gradient(double x, double y, double theta1, double theta2, double grad[2])
{
    const double a1 = bp_sigmoid(theta1 * x), z2 = theta2 * a1;
    const double dz2 = (bp_sigmoid(z2) - y) * bp_sigmoid_gradient(z2);
    double da1;
    bp_mul_backward(theta2, a1, dz2, &grad[1], &da1);
    grad[0] = da1 * bp_sigmoid_gradient(theta1 * x) * x;
}
