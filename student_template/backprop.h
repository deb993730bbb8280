/* backprop.h: what you implement, in sixteen tasks.
 *
 * The same header is used by your code and by the grader: do not change it, your copy of
 * it is not looked at. README.md beside it is the text of the exercise, with the formulas
 * in the order of the lecture.
 *
 * Notation
 *   A net has L = n_layers weight layers; layer 0 is the input. s_l = units[l] is the
 *   number of units in layer l, the bias not counted; K = units[L] is the number of
 *   classes.
 *   Theta^(l), l = 1..L, maps layer l-1 to layer l. It has s_l rows and s_{l-1} + 1
 *   columns, stored row by row; column 0 multiplies the bias unit, whose activation is 1.
 *   theta is Theta^(1), Theta^(2), ..., Theta^(L) unrolled, one behind the other:
 *   n = sum over l of s_l (s_{l-1} + 1) numbers.
 *   z^(l) = Theta^(l) [1; a^(l-1)] is the net input of layer l, a^(l) = g(z^(l)) its
 *   activation, a^(0) = x. Hidden layers use the sigmoid g(z) = 1 / (1 + e^-z); the
 *   output layer h = a^(L) uses the sigmoid or the softmax, as the net says.
 *   delta^(l) = dLoss/dz^(l) is the error term of layer l, for one sample.
 *   X holds m samples, one a row, without a column of ones. Labels are 0..K-1.
 *
 * Rules that hold for every function
 *   - Pointers are never null, and an output never overlaps an input.
 *   - Inputs must not be changed, not even for a moment: they may lie in read-only
 *     memory.
 *   - Every element of an output is to be written, whatever it held before, and nothing
 *     behind it.
 *   - Calls come in any order and number; nothing may carry over from one call to the
 *     next. You may allocate memory, and then free it.
 *   - Inputs are finite, and no term of a formula overflows. Net inputs reach |z| = 1e3:
 *     a cost taken from log(1 - h) fails there, a cost taken from z does not.
 *   - Results are to be right to rounding, relative to the terms that make them up.
 */
#ifndef BACKPROP_H
#define BACKPROP_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The output layer and its loss.
 *   BP_ONE_VS_ALL  h_k = g(z_k)
 *                  loss = - sum_k [ y_k log h_k + (1 - y_k) log(1 - h_k) ]
 *   BP_SOFTMAX     h_k = e^{z_k} / sum_j e^{z_j}
 *                  loss = - sum_k y_k log h_k
 * where y_k is 1 for the label's class and 0 for every other. */
enum bp_output { BP_ONE_VS_ALL = 0, BP_SOFTMAX = 1 };

struct bp_net {
    size_t n_layers;       /* L >= 1, the number of weight layers */
    const size_t *units;   /* L + 1 entries, each >= 1: s_0, s_1, ..., s_L */
    enum bp_output output; /* the output layer and its loss */
    int regularize_bias;   /* 0: column 0 of every Theta is left out of the penalty (the
                              lecture's default); 1: it is regularised too */
};

struct bp_data {
    size_t m;        /* number of samples, >= 1 */
    const double *X; /* m x units[0], row by row */
    const int *y;    /* m labels in 0..K-1 */
};

/* ---- Part 1: computational graphs (20 points) -------------------------------------- */

/* Task sigmoid (4 points): g(z) = 1 / (1 + e^-z), for |z| up to 1e3. */
double bp_sigmoid(double z);

/* g'(z), the derivative of the sigmoid at z (at z, not at g(z)); finite for |z| up to
 * 1e3. */
double bp_sigmoid_gradient(double z);

/* Task gates (4 points): the backward pass through one gate. df is the gradient that
 * arrives from above, dL/df; written are *dx = dL/dx and *dy = dL/dy. */
void bp_add_backward(double x, double y, double df, double *dx,
                     double *dy); /* f = x + y */
void bp_mul_backward(double x, double y, double df, double *dx, double *dy); /* f = x y */

/* f = max(x, y): the larger input gets all of df, the other one 0. At a tie x gets it. */
void bp_max_backward(double x, double y, double df, double *dx, double *dy);

/* Task neuron (4 points): one neuron with n inputs,
 *   f = g(w_0 x_0 + ... + w_{n-1} x_{n-1} + w_n).
 * w has n + 1 entries, the bias weight last; x has n. */
double bp_neuron_forward(size_t n, const double *w, const double *x);

/* dw (n + 1 entries) = df/dw, dx (n entries) = df/dx. */
void bp_neuron_backward(size_t n, const double *w, const double *x, double *dw,
                        double *dx);

/* Task graph (4 points): f(x, y) = (x + g(y)) / (g(x) + (x + y)^2). */
double bp_graph_forward(double x, double y);

/* *dx = df/dx, *dy = df/dy. */
void bp_graph_backward(double x, double y, double *dx, double *dy);

/* Task chain (4 points): two neurons in a row, a1 = g(theta1 x), a2 = g(theta2 a1).
 * Returns E = (y - a2)^2 / 2. */
double bp_chain_cost(double x, double y, double theta1, double theta2);

/* grad[0] = dE/dtheta1, grad[1] = dE/dtheta2. */
void bp_chain_gradient(double x, double y, double theta1, double theta2, double grad[2]);

/* ---- Part 2: the network (55 points) ----------------------------------------------- */

/* Task unroll (5 points): n = sum over l of s_l (s_{l-1} + 1). */
size_t bp_n_parameters(const struct bp_net *net);

/* Copies the L matrices Theta[0] = Theta^(1), ..., Theta[L-1] = Theta^(L), each row by
 * row, into theta (n entries), one behind the other. */
void bp_unroll(const struct bp_net *net, const double *const Theta[], double *theta);

/* The way back: copies theta into the L matrices. */
void bp_roll(const struct bp_net *net, const double *theta, double *const Theta[]);

/* Task forward (10 points): forward propagation of m samples. X is m x s_0; H is m x K,
 * row i the outputs h of sample i. */
void bp_forward(const struct bp_net *net, const double *theta, size_t m, const double *X,
                double *H);

/* Task cost (10 points):
 *   J = 1/m sum over samples of the loss
 *       + lambda/(2m) sum over l, i, j of (Theta^(l)_ij)^2,
 * the second sum from j = 1, or from j = 0 where regularize_bias is set. */
double bp_cost(const struct bp_net *net, const double *theta, const struct bp_data *data,
               double lambda);

/* Task backprop (15 points): one sample forward and backward. a and delta hold the layers
 * 1..L one behind the other, s_1 + ... + s_L entries each, without bias units.
 *   delta^(L) = h - y,
 *   delta^(l) = (Theta^(l+1) without column 0)^T delta^(l+1) .* g'(z^(l)) */
void bp_backprop_sample(const struct bp_net *net, const double *theta, const double *x,
                        int label, double *a, double *delta);

/* Task gradient (15 points): returns J as bp_cost does, and writes its gradient, n
 * entries in the order of theta:
 *   dJ/dTheta^(l) = 1/m sum over samples of delta^(l) [1; a^(l-1)]^T
 *                   + lambda/m Theta^(l),
 * the last term without column 0 unless regularize_bias is set. It is found by
 * backpropagation: a call costs a few times as much as bp_cost, however large n is. */
double bp_cost_gradient(const struct bp_net *net, const double *theta,
                        const struct bp_data *data, double lambda, double *grad);

/* ---- Part 3: gradient checking (10 points) ----------------------------------------- */

/* A function of n parameters; call it with the context that came with it. */
typedef double (*bp_function)(size_t n, const double *theta, void *context);

/* Task numgrad (6 points): the two-sided estimate, with 2n evaluations of J:
 *   grad[i] = ( J(theta + epsilon e_i) - J(theta - epsilon e_i) ) / (2 epsilon).
 * theta is an input: change a copy of it. */
void bp_numerical_gradient(bp_function J, void *context, size_t n, const double *theta,
                           double epsilon, double *grad);

/* Task reldiff (4 points): norm2(a - b) / (norm2(a) + norm2(b)); 0 when both are zero.
 * Entries are 0 or between 1e-100 and 1e100 in size. */
double bp_relative_difference(size_t n, const double *a, const double *b);

/* ---- Part 4: training (15 points) -------------------------------------------------- */

/* Task init (3 points): small but different numbers to start from. All within
 * [-0.5, 0.5], their root mean square at least 0.01, both signs, no two equal. The same
 * seed gives the same numbers, another seed others: all 64 bits count. */
void bp_random_init(const struct bp_net *net, uint64_t seed, double *theta);

/* Task descent (6 points): `iterations` steps of theta := theta - alpha dJ/dtheta, in
 * place. history[k] = J before step k, `iterations` entries. Returns J after the last
 * step. */
double bp_gradient_descent(const struct bp_net *net, double *theta,
                           const struct bp_data *data, double lambda, double alpha,
                           size_t iterations, double *history);

/* Task predict (3 points): y[i] = the index of the largest output of sample i, the lowest
 * such index at a tie. */
void bp_predict(const struct bp_net *net, const double *theta, size_t m, const double *X,
                int *y);

/* Task digits (3 points) has no function of its own: init, descent and predict together
 * learn to read handwritten digits. */

#ifdef __cplusplus
}
#endif

#endif
