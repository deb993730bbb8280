/* Backpropagation as it is done for any graph: the way forward writes each operation with
 * its partial derivatives on a tape, and the way back reads the tape from its end. The
 * functions that need no derivative do without. */
#include "tape.h"

#include "backprop.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- part 1 ---- */

double bp_sigmoid(double z)
{
    double e = exp(-fabs(z));
    return (z < 0 ? e : 1) / (1 + e);
}

double bp_sigmoid_gradient(double z)
{
    return bp_sigmoid(z) * bp_sigmoid(-z);
}

/* A gate that is on a tape of its own. */
static void gate(var (*f)(struct tape *, var, var), double x, double y, double df,
                 double *dx, double *dy)
{
    struct tape t = {0};
    var a = tape_leaf(&t, x), b = tape_leaf(&t, y);
    tape_back(&t, f(&t, a, b), 0, df);
    *dx = t.nodes[a].adjoint;
    *dy = t.nodes[b].adjoint;
    free(t.nodes);
}

static var larger(struct tape *t, var a, var b)
{
    int first = tape_value(t, a) >= tape_value(t, b);
    return tape_record(t, tape_value(t, first ? a : b), a, first, b, !first);
}

void bp_add_backward(double x, double y, double df, double *dx, double *dy)
{
    gate(tape_add, x, y, df, dx, dy);
}

void bp_mul_backward(double x, double y, double df, double *dx, double *dy)
{
    gate(tape_multiply, x, y, df, dx, dy);
}

void bp_max_backward(double x, double y, double df, double *dx, double *dy)
{
    gate(larger, x, y, df, dx, dy);
}

double bp_neuron_forward(size_t n, const double *w, const double *x)
{
    double z = w[n];
    for (size_t i = 0; i < n; i++)
        z += w[i] * x[i];
    return bp_sigmoid(z);
}

void bp_neuron_backward(size_t n, const double *w, const double *x, double *dw,
                        double *dx)
{
    struct tape t = {0};
    for (size_t i = 0; i <= n; i++)
        tape_leaf(&t, w[i]); /* at i */
    var X = t.n, z = X - 1;
    for (size_t i = 0; i < n; i++)
        tape_leaf(&t, x[i]); /* at X + i */
    for (var i = 0; i < n; i++)
        z = tape_add(&t, z, tape_multiply(&t, i, X + i));
    tape_back(&t, tape_sigmoid(&t, z), 0, 1);
    for (size_t i = 0; i <= n; i++)
        dw[i] = t.nodes[i].adjoint;
    for (size_t i = 0; i < n; i++)
        dx[i] = t.nodes[X + i].adjoint;
    free(t.nodes);
}

/* The leaves x and y are at 0 and 1. */
static double graph(double x, double y, struct tape *t)
{
    var X = tape_leaf(t, x), Y = tape_leaf(t, y);
    var sum = tape_add(t, X, Y);
    var below = tape_add(t, tape_sigmoid(t, X), tape_multiply(t, sum, sum));
    var f = tape_multiply(t, tape_add(t, X, tape_sigmoid(t, Y)), tape_inverse(t, below));
    tape_back(t, f, 0, 1);
    return tape_value(t, f);
}

double bp_graph_forward(double x, double y)
{
    struct tape t = {0};
    double f = graph(x, y, &t);
    free(t.nodes);
    return f;
}

void bp_graph_backward(double x, double y, double *dx, double *dy)
{
    struct tape t = {0};
    graph(x, y, &t);
    *dx = t.nodes[0].adjoint;
    *dy = t.nodes[1].adjoint;
    free(t.nodes);
}

double bp_chain_cost(double x, double y, double theta1, double theta2)
{
    double error = y - bp_sigmoid(theta2 * bp_sigmoid(theta1 * x));
    return error * error / 2;
}

void bp_chain_gradient(double x, double y, double theta1, double theta2, double grad[2])
{
    struct tape t = {0};
    var T1 = tape_leaf(&t, theta1), T2 = tape_leaf(&t, theta2);
    var a2 = tape_sigmoid(
        &t,
        tape_multiply(&t, T2, tape_sigmoid(&t, tape_multiply(&t, T1, tape_leaf(&t, x)))));
    var error = tape_add(&t, tape_leaf(&t, y), tape_negative(&t, a2));
    tape_back(&t, tape_multiply(&t, error, error), 0, 0.5);
    grad[0] = t.nodes[T1].adjoint;
    grad[1] = t.nodes[T2].adjoint;
    free(t.nodes);
}

/* ---- part 2 ---- */

size_t bp_n_parameters(const struct bp_net *net)
{
    size_t n = 0;
    for (size_t l = 1; l <= net->n_layers; l++)
        n += net->units[l] * (net->units[l - 1] + 1);
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
    for (size_t l = 0; l < net->n_layers; l++)
        for (size_t i = 0; i < net->units[l + 1] * (net->units[l] + 1); i++)
            *theta++ = Theta[l][i];
}

void bp_roll(const struct bp_net *net, const double *theta, double *const Theta[])
{
    for (size_t l = 0; l < net->n_layers; l++)
        for (size_t i = 0; i < net->units[l + 1] * (net->units[l] + 1); i++)
            Theta[l][i] = *theta++;
}

/* Without a tape: all activations, but z in the last layer, whose place is returned. */
static double *plain(const struct bp_net *net, const double *theta, const double *x,
                     double *a)
{
    for (size_t l = 1;; l++) {
        for (size_t i = 0; i < net->units[l]; i++) {
            double z = *theta++;
            for (size_t j = 0; j < net->units[l - 1]; j++)
                z += *theta++ * x[j];
            a[i] = l < net->n_layers ? bp_sigmoid(z) : z;
        }
        if (l == net->n_layers)
            return a;
        x = a;
        a += net->units[l];
    }
}

static double largest(size_t K, const double *z)
{
    double max = z[0];
    for (size_t k = 1; k < K; k++)
        max = fmax(max, z[k]);
    return max;
}

/* h from z, in place */
static void output(const struct bp_net *net, double *z)
{
    size_t K = net->units[net->n_layers];
    double max = largest(K, z), sum = 0;
    for (size_t k = 0; k < K; k++)
        sum += exp(z[k] - max);
    for (size_t k = 0; k < K; k++)
        z[k] = net->output == BP_SOFTMAX ? exp(z[k] - max) / sum : bp_sigmoid(z[k]);
}

void bp_forward(const struct bp_net *net, const double *theta, size_t m, const double *X,
                double *H)
{
    size_t K = net->units[net->n_layers];
    double *a = checked(malloc(n_units(net) * sizeof *a));
    for (size_t s = 0; s < m; s++) {
        double *h = plain(net, theta, X + s * net->units[0], a);
        output(net, h);
        memcpy(H + s * K, h, K * sizeof *h);
    }
    free(a);
}

double bp_cost(const struct bp_net *net, const double *theta, const struct bp_data *data,
               double lambda)
{
    size_t K = net->units[net->n_layers];
    double *a = checked(malloc(n_units(net) * sizeof *a)), losses = 0, squares = 0;
    for (size_t s = 0; s < data->m; s++) {
        const double *z = plain(net, theta, data->X + s * net->units[0], a);
        size_t label = (size_t)data->y[s];
        double max = largest(K, z), sum = 0;
        for (size_t k = 0; k < K; k++)
            sum += net->output == BP_SOFTMAX ? exp(z[k] - max)
                                             : log_1_exp(k == label ? -z[k] : z[k]);
        losses += net->output == BP_SOFTMAX ? log(sum) + (max - z[label]) : sum;
    }
    free(a);
    for (size_t l = 1; l <= net->n_layers; l++)
        for (size_t i = 0; i < net->units[l]; i++)
            for (size_t j = 0; j <= net->units[l - 1]; j++, theta++)
                squares += j > 0 || net->regularize_bias ? *theta * *theta : 0;
    return (losses + lambda / 2 * squares) / (double)data->m;
}

/* The loss of one sample on the tape, which begins with theta. z gets the places of all
 * net inputs, layers 1..L. */
static var sample_loss(struct tape *t, const struct bp_net *net, const double *x,
                       size_t label, var *z)
{
    size_t L = net->n_layers, K = net->units[L];
    var theta = 0, below = t->n, loss;
    for (size_t j = 0; j < net->units[0]; j++)
        tape_leaf(t, x[j]);
    for (size_t l = 1; l <= L; l++) {
        for (size_t i = 0; i < net->units[l]; i++) {
            var sum = theta++;
            for (var j = 0; j < net->units[l - 1]; j++)
                sum = tape_add(t, sum, tape_multiply(t, theta++, below + j));
            z[i] = sum;
        }
        below = t->n;
        for (size_t i = 0; l < L && i < net->units[l]; i++)
            tape_sigmoid(t, z[i]);
        z += net->units[l];
    }
    z -= K;
    loss = tape_leaf(t, 0);
    if (net->output == BP_ONE_VS_ALL) {
        for (size_t k = 0; k < K; k++)
            loss = tape_add(t, loss,
                            tape_softplus(t, k == label ? tape_negative(t, z[k]) : z[k]));
        return loss;
    }
    double max = tape_value(t, z[0]);
    for (size_t k = 1; k < K; k++)
        max = fmax(max, tape_value(t, z[k]));
    for (size_t k = 0; k < K; k++) {
        double e = exp(tape_value(t, z[k]) - max);
        loss = tape_add(t, loss, tape_apply(t, e, e, z[k]));
    }
    loss = tape_apply(t, log(tape_value(t, loss)), 1 / tape_value(t, loss), loss);
    return tape_add(t, loss, tape_apply(t, max - tape_value(t, z[label]), -1, z[label]));
}

void bp_backprop_sample(const struct bp_net *net, const double *theta, const double *x,
                        int label, double *a, double *delta)
{
    struct tape t = {0};
    size_t n = n_units(net);
    var *z = checked(malloc(n * sizeof *z));
    for (size_t p = 0; p < bp_n_parameters(net); p++)
        tape_leaf(&t, theta[p]);
    tape_back(&t, sample_loss(&t, net, x, (size_t)label, z), 0, 1);
    for (size_t i = 0; i < n; i++) {
        delta[i] = t.nodes[z[i]].adjoint;
        a[i] = bp_sigmoid(tape_value(&t, z[i]));
    }
    n -= net->units[net->n_layers];
    for (size_t k = 0; k < net->units[net->n_layers]; k++)
        a[n + k] = tape_value(&t, z[n + k]);
    output(net, a + n);
    free(z);
    free(t.nodes);
}

/* A sample's part of the tape is used again for the next. */
double bp_cost_gradient(const struct bp_net *net, const double *theta,
                        const struct bp_data *data, double lambda, double *grad)
{
    struct tape t = {0};
    double J = 0, m = (double)data->m;
    var n = (var)bp_n_parameters(net), p = 0;
    var *z = checked(malloc(n_units(net) * sizeof *z));

    for (size_t i = 0; i < n; i++)
        tape_leaf(&t, theta[i]);
    for (size_t s = 0; s < data->m; s++) {
        const double *x = data->X + s * net->units[0];
        var loss = sample_loss(&t, net, x, (size_t)data->y[s], z);
        J += tape_value(&t, loss) / m;
        tape_back(&t, loss, n, 1 / m);
        t.n = n;
    }
    for (size_t l = 1; l <= net->n_layers; l++)
        for (size_t i = 0; i < net->units[l]; i++)
            for (size_t j = 0; j <= net->units[l - 1]; j++, p++)
                if (j > 0 || net->regularize_bias) {
                    var square = tape_multiply(&t, p, p);
                    J += tape_value(&t, square) * lambda / (2 * m);
                    tape_back(&t, square, n, lambda / (2 * m));
                    t.n = n;
                }
    for (size_t i = 0; i < n; i++)
        grad[i] = t.nodes[i].adjoint;
    free(z);
    free(t.nodes);
    return J;
}

/* ---- parts 3 and 4 ---- */

void bp_numerical_gradient(bp_function J, void *context, size_t n, const double *theta,
                           double epsilon, double *grad)
{
    double *point = checked(malloc(n * sizeof *point + 1));
    memcpy(point, theta, n * sizeof *point);
    for (size_t i = 0; i < n; i++) {
        double value[2];
        for (int side = 0; side < 2; side++) {
            point[i] = side ? theta[i] + epsilon : theta[i] - epsilon;
            value[side] = J(n, point, context);
        }
        point[i] = theta[i];
        grad[i] = (value[1] - value[0]) / (2 * epsilon);
    }
    free(point);
}

double bp_relative_difference(size_t n, const double *a, const double *b)
{
    double sum[3] = {0, 0, 0};
    for (size_t i = 0; i < n; i++) {
        sum[0] += pow(a[i] - b[i], 2);
        sum[1] += a[i] * a[i];
        sum[2] += b[i] * b[i];
    }
    if (sum[1] == 0 && sum[2] == 0)
        return 0;
    return sqrt(sum[0]) / (sqrt(sum[1]) + sqrt(sum[2]));
}

void bp_random_init(const struct bp_net *net, uint64_t seed, double *theta)
{
    for (uint64_t i = bp_n_parameters(net); i > 0; i--) {
        uint64_t h = seed ^ i * UINT64_C(0x9FB21C651E98DF25);
        h = (h ^ (h >> 31)) * UINT64_C(0x9FB21C651E98DF25);
        h = (h ^ (h >> 35)) * UINT64_C(0x9FB21C651E98DF25);
        theta[i - 1] = 0.4 * ((double)((h ^ (h >> 28)) >> 11) * 0x1p-52 - 1);
    }
}

double bp_gradient_descent(const struct bp_net *net, double *theta,
                           const struct bp_data *data, double lambda, double alpha,
                           size_t iterations, double *history)
{
    size_t n = bp_n_parameters(net);
    double *grad = checked(malloc(n * sizeof *grad));
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
    double *a = checked(malloc(n_units(net) * sizeof *a));
    for (size_t s = 0; s < m; s++) {
        const double *z = plain(net, theta, X + s * net->units[0], a);
        double max = largest(net->units[net->n_layers], z);
        y[s] = 0;
        while (z[y[s]] < max)
            y[s]++;
    }
    free(a);
}
