/* The exercise as in Octave: the code keeps to its lines, and comments give them where
 * they are not plain. A matrix is a value; leave() frees those that were made. */
#include "backprop.h"

#include "octave.h"

#include <math.h>

/* ---- computational graphs ---- */

double bp_sigmoid(double z)
{
    return 1.0 / (1.0 + exp(-z));
}

double bp_sigmoid_gradient(double z)
{
    return bp_sigmoid(z) * (1.0 - bp_sigmoid(z));
}

/* log(g(z)) */
static double log_sigmoid(double z)
{
    return z < 0 ? z - log1p(exp(z)) : -log1p(exp(-z));
}

void bp_add_backward(double x, double y, double df, double *dx, double *dy)
{
    (void)x, (void)y;
    *dx = 1 * df;
    *dy = 1 * df;
}

void bp_mul_backward(double x, double y, double df, double *dx, double *dy)
{
    *dx = y * df;
    *dy = x * df;
}

void bp_max_backward(double x, double y, double df, double *dx, double *dy)
{
    *dx = (x >= y) * df;
    *dy = (x < y) * df;
}

/* f = sigmoid(w' * [x; 1]) */
double bp_neuron_forward(size_t n, const double *w, const double *x)
{
    Heap heap = NULL;
    Mat x1 = vertcat(&heap, from(&heap, n, 1, x), ones(&heap, 1, 1));
    double f = bp_sigmoid(mtimes(&heap, from(&heap, 1, n + 1, w), x1).v[0]);
    leave(&heap, NULL);
    return f;
}

void bp_neuron_backward(size_t n, const double *w, const double *x, double *dw,
                        double *dx)
{
    Heap heap = NULL;
    Mat W = from(&heap, 1, n + 1, w);
    Mat x1 = vertcat(&heap, from(&heap, n, 1, x), ones(&heap, 1, 1));
    Mat slope = map(&heap, bp_sigmoid_gradient, mtimes(&heap, W, x1));
    Mat dW = mtimes(&heap, x1, slope), dX = mtimes(&heap, slope, W);
    EACH (dW, i)
        dw[i] = dW.v[i];
    for (size_t i = 0; i < n; i++)
        dx[i] = dX.v[i];
    leave(&heap, NULL);
}

double bp_graph_forward(double x, double y)
{
    return (x + bp_sigmoid(y)) / (bp_sigmoid(x) + pow(x + y, 2));
}

void bp_graph_backward(double x, double y, double *dx, double *dy)
{
    double num = x + bp_sigmoid(y), den = bp_sigmoid(x) + pow(x + y, 2);
    double dnum = 1 / den, dden = -num / pow(den, 2);
    *dx = dnum + dden * (bp_sigmoid_gradient(x) + 2 * (x + y));
    *dy = dnum * bp_sigmoid_gradient(y) + dden * 2 * (x + y);
}

double bp_chain_cost(double x, double y, double theta1, double theta2)
{
    return pow(y - bp_sigmoid(theta2 * bp_sigmoid(theta1 * x)), 2) / 2;
}

void bp_chain_gradient(double x, double y, double theta1, double theta2, double grad[2])
{
    double z1 = theta1 * x, a1 = bp_sigmoid(z1), z2 = theta2 * a1, a2 = bp_sigmoid(z2);
    double delta2 = (a2 - y) * bp_sigmoid_gradient(z2);
    grad[0] = theta2 * delta2 * bp_sigmoid_gradient(z1) * x;
    grad[1] = delta2 * a1;
}

/* ---- the network ---- */

size_t bp_n_parameters(const struct bp_net *net)
{
    size_t n = 0;
    for (size_t l = 1; l <= net->n_layers; l++)
        n += net->units[l] * (net->units[l - 1] + 1);
    return n;
}

void bp_unroll(const struct bp_net *net, const double *const Theta[], double *theta)
{
    for (size_t l = 1, k = 0; l <= net->n_layers; l++)
        for (size_t i = 0; i < net->units[l] * (net->units[l - 1] + 1); i++)
            theta[k++] = Theta[l - 1][i];
}

void bp_roll(const struct bp_net *net, const double *theta, double *const Theta[])
{
    for (size_t l = 1, k = 0; l <= net->n_layers; l++)
        for (size_t i = 0; i < net->units[l] * (net->units[l - 1] + 1); i++)
            Theta[l - 1][i] = theta[k++];
}

/* Theta{l} = reshape(theta(...), s_l, s_{l-1} + 1) */
static Mat reshape(Heap *heap, const struct bp_net *net, const double *theta, size_t l)
{
    size_t start = 0;
    for (size_t k = 1; k < l; k++)
        start += net->units[k] * (net->units[k - 1] + 1);
    return from(heap, net->units[l], net->units[l - 1] + 1, theta + start);
}

static Mat *all_theta(Heap *heap, const struct bp_net *net, const double *theta)
{
    Mat *Theta = (Mat *)zeros(heap, net->n_layers + 1, sizeof(Mat)).v;
    for (size_t l = 1; l <= net->n_layers; l++)
        Theta[l] = reshape(heap, net, theta, l);
    return Theta;
}

/* h = exp(z - max(z)) / sum(exp(z - max(z))), or sigmoid(z) */
static Mat output(Heap *heap, const struct bp_net *net, Mat z)
{
    if (net->output == BP_ONE_VS_ALL)
        return map(heap, bp_sigmoid, z);
    Mat one = ones(heap, z.r, 1);
    Mat e = map(heap, exp, combine(heap, 1, z, -max(z), one));
    return combine(heap, 1 / sum(e), e, 0, one);
}

/* z{l} and a{l} of a sample, l = 0..L; a has its one on top, but not in layer L. */
static void propagate(Heap *heap, const struct bp_net *net, const Mat *Theta,
                      const double *x, Mat *z, Mat *a)
{
    Mat one = ones(heap, 1, 1);
    z[0] = from(heap, net->units[0], 1, x);
    a[0] = vertcat(heap, one, z[0]);
    for (size_t l = 1; l <= net->n_layers; l++) {
        z[l] = mtimes(heap, Theta[l], a[l - 1]);
        a[l] = l < net->n_layers ? vertcat(heap, one, map(heap, bp_sigmoid, z[l]))
                                 : output(heap, net, z[l]);
    }
}

/* -sum(y .* log(h) + (1 - y) .* log(1 - h)), where 1 - g(z) = g(-z) */
static double loss(Heap *heap, const struct bp_net *net, Mat z, Mat y)
{
    Mat one = ones(heap, z.r, 1);
    if (net->output == BP_SOFTMAX) {
        Mat shifted = combine(heap, 1, z, -max(z), one);
        return log(sum(map(heap, exp, shifted))) - sum(dot_times(heap, y, shifted));
    }
    Mat log_h = map(heap, log_sigmoid, z);
    Mat log_1_h = map(heap, log_sigmoid, combine(heap, -1, z, 0, one));
    return -sum(dot_times(heap, y, log_h)) -
           sum(dot_times(heap, combine(heap, 1, one, -1, y), log_1_h));
}

/* y = (1:K)' == label + 1 */
static Mat one_hot(Heap *heap, size_t K, int label)
{
    Mat y = zeros(heap, K, 1);
    y.v[label] = 1;
    return y;
}

/* delta{l}, l = L..1: (Theta' * delta) .* (a .* (1 - a)), then (2:end) */
static void propagate_back(Heap *heap, const struct bp_net *net, const Mat *Theta,
                           const Mat *a, Mat y, Mat *delta)
{
    size_t L = net->n_layers;
    delta[L] = combine(heap, 1, a[L], -1, y);
    for (size_t l = L - 1; l >= 1; l--) {
        Mat one = ones(heap, a[l].r, 1);
        Mat slope = dot_times(heap, a[l], combine(heap, 1, one, -1, a[l]));
        Mat back = mtimes(heap, transpose(heap, Theta[l + 1]), delta[l + 1]);
        delta[l] = rows(heap, dot_times(heap, back, slope), 2, a[l].r);
    }
}

/* [zeros(s, 1) Theta(:, 2:end)], or all of Theta */
static Mat regularised(Heap *heap, const struct bp_net *net, Mat Theta)
{
    Mat M = from(heap, Theta.r, Theta.c, Theta.v);
    for (size_t i = 0; i < M.r && !net->regularize_bias; i++)
        M.v[i * M.c] = 0;
    return M;
}

/* The body of nnCostFunction; grad may be NULL. */
static double cost_function(const struct bp_net *net, const double *theta,
                            const struct bp_data *data, double lambda, double *grad)
{
    size_t L = net->n_layers;
    double m = (double)data->m, J = 0;
    Heap heap = NULL;
    Mat *Theta = all_theta(&heap, net, theta);
    Mat *Delta = all_theta(&heap, net, theta);
    Mat *z = (Mat *)zeros(&heap, L + 1, sizeof(Mat)).v;
    Mat *a = (Mat *)zeros(&heap, L + 1, sizeof(Mat)).v;
    Mat *delta = (Mat *)zeros(&heap, L + 1, sizeof(Mat)).v;
    for (size_t l = 1; l <= L; l++)
        Delta[l] = zeros(&heap, Theta[l].r, Theta[l].c);

    for (size_t t = 0; t < data->m; t++) {
        Heap here = heap;
        Mat y = one_hot(&heap, net->units[L], data->y[t]);
        propagate(&heap, net, Theta, data->X + t * net->units[0], z, a);
        J += loss(&heap, net, z[L], y) / m;
        if (grad)
            propagate_back(&heap, net, Theta, a, y, delta);
        for (size_t l = 1; l <= L && grad; l++) {
            Mat D = mtimes(&heap, delta[l], transpose(&heap, a[l - 1]));
            EACH (D, i)
                Delta[l].v[i] += D.v[i];
        }
        leave(&heap, here);
    }
    for (size_t l = 1; l <= L; l++) {
        Mat R = regularised(&heap, net, Theta[l]);
        Mat D = combine(&heap, 1 / m, Delta[l], lambda / m, R);
        J += lambda / (2 * m) * sum(dot_times(&heap, R, R));
        for (size_t i = 0; i < D.r * D.c && grad; i++)
            *grad++ = D.v[i];
    }
    leave(&heap, NULL);
    return J;
}

double bp_cost(const struct bp_net *net, const double *theta, const struct bp_data *data,
               double lambda)
{
    return cost_function(net, theta, data, lambda, NULL);
}

double bp_cost_gradient(const struct bp_net *net, const double *theta,
                        const struct bp_data *data, double lambda, double *grad)
{
    return cost_function(net, theta, data, lambda, grad);
}

void bp_forward(const struct bp_net *net, const double *theta, size_t m, const double *X,
                double *H)
{
    Heap heap = NULL;
    Mat *Theta = all_theta(&heap, net, theta);
    Mat *z = (Mat *)zeros(&heap, net->n_layers + 1, sizeof(Mat)).v;
    Mat *a = (Mat *)zeros(&heap, net->n_layers + 1, sizeof(Mat)).v;
    for (size_t t = 0; t < m; t++) {
        Heap here = heap;
        propagate(&heap, net, Theta, X + t * net->units[0], z, a);
        EACH (a[net->n_layers], k)
            *H++ = a[net->n_layers].v[k];
        leave(&heap, here);
    }
    leave(&heap, NULL);
}

void bp_backprop_sample(const struct bp_net *net, const double *theta, const double *x,
                        int label, double *a, double *delta)
{
    size_t L = net->n_layers;
    Heap heap = NULL;
    Mat *Theta = all_theta(&heap, net, theta);
    Mat *z = (Mat *)zeros(&heap, L + 1, sizeof(Mat)).v;
    Mat *as = (Mat *)zeros(&heap, L + 1, sizeof(Mat)).v;
    Mat *ds = (Mat *)zeros(&heap, L + 1, sizeof(Mat)).v;
    propagate(&heap, net, Theta, x, z, as);
    propagate_back(&heap, net, Theta, as, one_hot(&heap, net->units[L], label), ds);
    for (size_t l = 1; l <= L; l++)
        EACH (ds[l], i) {
            *a++ = as[l].v[i + (l < L)];
            *delta++ = ds[l].v[i];
        }
    leave(&heap, NULL);
}

/* ---- checking and training ---- */

void bp_numerical_gradient(bp_function J, void *context, size_t n, const double *theta,
                           double epsilon, double *grad)
{
    for (size_t i = 0; i < n; i++) {
        Heap heap = NULL;
        Mat perturb = zeros(&heap, n, 1), t = from(&heap, n, 1, theta);
        perturb.v[i] = epsilon;
        double loss1 = J(n, combine(&heap, 1, t, -1, perturb).v, context);
        double loss2 = J(n, combine(&heap, 1, t, 1, perturb).v, context);
        grad[i] = (loss2 - loss1) / (2 * epsilon);
        leave(&heap, NULL);
    }
}

double bp_relative_difference(size_t n, const double *a, const double *b)
{
    Heap heap = NULL;
    Mat A = from(&heap, n, 1, a), B = from(&heap, n, 1, b);
    double size = norm(&heap, A) + norm(&heap, B);
    double difference = norm(&heap, combine(&heap, 1, A, -1, B));
    leave(&heap, NULL);
    return size == 0 ? 0 : difference / size;
}

/* rand(n, 1) * 2 * 0.12 - 0.12, where rand() hashes seed and place */
void bp_random_init(const struct bp_net *net, uint64_t seed, double *theta)
{
    size_t n = bp_n_parameters(net);
    for (uint64_t i = 0; i < n; i++) {
        uint64_t h =
            (seed ^ UINT64_C(0x5851F42D4C957F2D)) + i * UINT64_C(0x9E3779B97F4A7C15);
        for (int round = 0; round < 3; round++)
            h = (h ^ (h >> 29)) * UINT64_C(0xBF58476D1CE4E5B9);
        theta[i] = (double)((h ^ (h >> 32)) >> 11) * 0x1p-53 * 2 * 0.12 - 0.12;
    }
}

double bp_gradient_descent(const struct bp_net *net, double *theta,
                           const struct bp_data *data, double lambda, double alpha,
                           size_t iterations, double *history)
{
    Heap heap = NULL;
    Mat grad = zeros(&heap, bp_n_parameters(net), 1);
    for (size_t k = 0; k < iterations; k++) {
        history[k] = cost_function(net, theta, data, lambda, grad.v);
        EACH (grad, i)
            theta[i] -= alpha * grad.v[i];
    }
    leave(&heap, NULL);
    return cost_function(net, theta, data, lambda, NULL);
}

/* [~, p] = max(h); p - 1 */
void bp_predict(const struct bp_net *net, const double *theta, size_t m, const double *X,
                int *y)
{
    size_t K = net->units[net->n_layers];
    Heap heap = NULL;
    Mat H = zeros(&heap, m, K);
    bp_forward(net, theta, m, X, H.v);
    for (size_t t = 0; t < m; t++) {
        double largest = max(rows(&heap, H, t + 1, t + 1));
        for (y[t] = 0; H.v[t * K + (size_t)y[t]] != largest;)
            y[t]++;
    }
    leave(&heap, NULL);
}
