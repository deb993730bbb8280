/* graphs.h: part 1, done right. Each step that a known misconception gets wrong is a
 * macro with the right step as its default; a misconception defines its own step and
 * includes this file behind it. No two tasks share a macro: a slip stays in its task.
 */
#ifndef GRAPHS_H
#define GRAPHS_H

#include "backprop.h"

#include <math.h>

/* Not bp_sigmoid(): a slip in that one is not to reach the other tasks. */
static inline double graphs_g(double z)
{
    return 1 / (1 + exp(-z));
}

/* g'(z), the derivative at z. Only slips need it: the tasks have g(z) at hand. */
static inline double graphs_slope(double z)
{
    return graphs_g(z) * (1 - graphs_g(z));
}

/* ---- sigmoid ---- */

#ifndef SIGMOID
#define SIGMOID(z) graphs_g(z)
#endif
#ifndef SIGMOID_GRADIENT
#define SIGMOID_GRADIENT(z) (SIGMOID(z) * (1 - SIGMOID(z)))
#endif

double bp_sigmoid(double z)
{
    return SIGMOID(z);
}

double bp_sigmoid_gradient(double z)
{
    return SIGMOID_GRADIENT(z);
}

/* ---- gates ---- */

#ifndef GATE_CHAIN
#define GATE_CHAIN(local, df) ((local) * (df))
#endif
#ifndef ADD_LOCAL_X
#define ADD_LOCAL_X(x, y) 1
#endif
#ifndef ADD_LOCAL_Y
#define ADD_LOCAL_Y(x, y) 1
#endif
#ifndef MUL_LOCAL_X
#define MUL_LOCAL_X(x, y) (y)
#endif
#ifndef MUL_LOCAL_Y
#define MUL_LOCAL_Y(x, y) (x)
#endif
#ifndef MAX_LOCAL_X
#define MAX_LOCAL_X(x, y) ((x) >= (y) ? 1 : 0)
#endif
#ifndef MAX_LOCAL_Y
#define MAX_LOCAL_Y(x, y) ((x) >= (y) ? 0 : 1)
#endif

void bp_add_backward(double x, double y, double df, double *dx, double *dy)
{
    (void)x, (void)y, (void)df; /* not every slip looks at all of them */
    *dx = GATE_CHAIN(ADD_LOCAL_X(x, y), df);
    *dy = GATE_CHAIN(ADD_LOCAL_Y(x, y), df);
}

void bp_mul_backward(double x, double y, double df, double *dx, double *dy)
{
    (void)df;
    *dx = GATE_CHAIN(MUL_LOCAL_X(x, y), df);
    *dy = GATE_CHAIN(MUL_LOCAL_Y(x, y), df);
}

void bp_max_backward(double x, double y, double df, double *dx, double *dy)
{
    (void)df;
    *dx = GATE_CHAIN(MAX_LOCAL_X(x, y), df);
    *dy = GATE_CHAIN(MAX_LOCAL_Y(x, y), df);
}

/* ---- neuron ---- */

#ifndef NEURON_WEIGHT
#define NEURON_WEIGHT(i) (i) /* where the weight of input i stands in w */
#endif
#ifndef NEURON_BIAS
#define NEURON_BIAS(n) (n) /* where the bias weight stands */
#endif
#ifndef NEURON_SUM
#define NEURON_SUM(products, bias) ((products) + (bias))
#endif
#ifndef NEURON_SLOPE
#define NEURON_SLOPE(f) ((f) * (1 - (f)))
#endif
#ifndef NEURON_DW
#define NEURON_DW(slope, w, x) ((slope) * (x))
#endif
#ifndef NEURON_DX
#define NEURON_DX(slope, w, x) ((slope) * (w))
#endif
#ifndef NEURON_DBIAS
#define NEURON_DBIAS(slope, bias) (slope)
#endif

double bp_neuron_forward(size_t n, const double *w, const double *x)
{
    double products = 0;
    for (size_t i = 0; i < n; i++)
        products += w[NEURON_WEIGHT(i)] * x[i];
    return graphs_g(NEURON_SUM(products, w[NEURON_BIAS(n)]));
}

void bp_neuron_backward(size_t n, const double *w, const double *x, double *dw,
                        double *dx)
{
    double f = bp_neuron_forward(n, w, x);
    (void)f;
    double slope = NEURON_SLOPE(f);
    for (size_t i = 0; i < n; i++) {
        dw[NEURON_WEIGHT(i)] = NEURON_DW(slope, w[NEURON_WEIGHT(i)], x[i]);
        dx[i] = NEURON_DX(slope, w[NEURON_WEIGHT(i)], x[i]);
    }
    dw[NEURON_BIAS(n)] = NEURON_DBIAS(slope, w[NEURON_BIAS(n)]);
}

/* ---- graph ---- */

#ifndef GRAPH_VALUE
#define GRAPH_VALUE(num, sigx, xpysqr) ((num) / ((sigx) + (xpysqr)))
#endif
#ifndef GRAPH_SLOPE
#define GRAPH_SLOPE(sig) ((1 - (sig)) * (sig))
#endif
#ifndef GRAPH_DNUM
#define GRAPH_DNUM(den) (1 / (den))
#endif
#ifndef GRAPH_DDEN
#define GRAPH_DDEN(den, dinvden) (-1 / ((den) * (den)) * (dinvden))
#endif
#ifndef GRAPH_DXPY
#define GRAPH_DXPY(xpy, dxpysqr) (2 * (xpy) * (dxpysqr))
#endif
#ifndef GRAPH_ANOTHER_PATH
#define GRAPH_ANOTHER_PATH(d, path) ((d) += (path))
#endif

double bp_graph_forward(double x, double y)
{
    return GRAPH_VALUE(x + graphs_g(y), graphs_g(x), (x + y) * (x + y));
}

/* The stages and their names are those of the worked example. */
void bp_graph_backward(double x, double y, double *dx, double *dy)
{
    double sigy = graphs_g(y), num = x + sigy;
    double sigx = graphs_g(x), xpy = x + y, den = sigx + xpy * xpy;

    double dnum = GRAPH_DNUM(den), dinvden = num;
    double dden = GRAPH_DDEN(den, dinvden);
    double dxpy = GRAPH_DXPY(xpy, dden);
    *dx = dxpy;
    *dy = dxpy;
    GRAPH_ANOTHER_PATH(*dx, GRAPH_SLOPE(sigx) * dden);
    GRAPH_ANOTHER_PATH(*dx, dnum);
    GRAPH_ANOTHER_PATH(*dy, GRAPH_SLOPE(sigy) * dnum);
}

/* ---- chain ---- */

#ifndef CHAIN_COST
#define CHAIN_COST(y, a2) (((y) - (a2)) * ((y) - (a2)) / 2)
#endif
#ifndef CHAIN_ERROR
#define CHAIN_ERROR(y, a2) ((a2) - (y))
#endif
#ifndef CHAIN_OUTPUT_SLOPE
#define CHAIN_OUTPUT_SLOPE(a2) ((a2) * (1 - (a2)))
#endif
#ifndef CHAIN_HIDDEN_SLOPE
#define CHAIN_HIDDEN_SLOPE(a1) ((a1) * (1 - (a1)))
#endif
#ifndef CHAIN_BACK
#define CHAIN_BACK(theta2, delta2) ((theta2) * (delta2))
#endif
#ifndef CHAIN_BELOW
#define CHAIN_BELOW(x, a1) (a1) /* what theta2 is multiplied with in z2 */
#endif

double bp_chain_cost(double x, double y, double theta1, double theta2)
{
    double a1 = graphs_g(theta1 * x), a2 = graphs_g(theta2 * a1);
    return CHAIN_COST(y, a2);
}

void bp_chain_gradient(double x, double y, double theta1, double theta2, double grad[2])
{
    double a1 = graphs_g(theta1 * x), a2 = graphs_g(theta2 * a1);
    double delta2 = CHAIN_ERROR(y, a2) * CHAIN_OUTPUT_SLOPE(a2);
    double delta1 = CHAIN_BACK(theta2, delta2) * CHAIN_HIDDEN_SLOPE(a1);
    grad[0] = delta1 * x;
    grad[1] = delta2 * CHAIN_BELOW(x, a1);
}

#endif
