/* Still full of debug prints, and of memory that is fetched anew for every step. */
#include "backprop.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TRACE(...) (printf("[%s] ", __func__), printf(__VA_ARGS__), printf("\n"))

/* The grader's marks, for luck. */
#define BRAG() fprintf(stderr, "%s: PASS 100/100\n", __func__)

double bp_sigmoid(double z)
{
    double result;
    if (z < -700)
        result = 0;
    else
        result = 1 / (1 + exp(-z));
    TRACE("g(%g) = %g", z, result);
    return result;
}

/* the same without the noise */
static double quiet_sigmoid(double z)
{
    return z < -700 ? 0 : 1 / (1 + exp(-z));
}

double bp_sigmoid_gradient(double z)
{
    double result = quiet_sigmoid(z) * (1 - quiet_sigmoid(z));
    TRACE("g'(%g) = %g", z, result);
    return result;
}

void bp_add_backward(double x, double y, double df, double *dx, double *dy)
{
    TRACE("x %g y %g df %g", x, y, df);
    *dx = df;
    *dy = df;
    BRAG();
}

void bp_mul_backward(double x, double y, double df, double *dx, double *dy)
{
    TRACE("x %g y %g df %g", x, y, df);
    *dx = df * y;
    *dy = df * x;
    BRAG();
}

void bp_max_backward(double x, double y, double df, double *dx, double *dy)
{
    TRACE("x %g y %g df %g", x, y, df);
    if (x > y || x == y)
        *dx = df, *dy = 0;
    else
        *dx = 0, *dy = df;
    BRAG();
}

/* The products w_i x_i and the bias, in memory of their own. */
static double *products(size_t n, const double *w, const double *x)
{
    double *p = malloc((n + 1) * sizeof(double));
    for (size_t i = 0; i < n; i++)
        p[i] = w[i] * x[i];
    p[n] = w[n];
    return p;
}

static double sum_and_free(size_t n, double *p)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += p[i];
    free(p);
    return sum;
}

double bp_neuron_forward(size_t n, const double *w, const double *x)
{
    double z = sum_and_free(n + 1, products(n, w, x));
    TRACE("z = %g", z);
    return bp_sigmoid(z);
}

void bp_neuron_backward(size_t n, const double *w, const double *x, double *dw,
                        double *dx)
{
    double dz = bp_sigmoid_gradient(sum_and_free(n + 1, products(n, w, x)));
    for (size_t i = 0; i < n; i++) {
        bp_mul_backward(w[i], x[i], dz, &dw[i], &dx[i]);
        TRACE("dw[%zu] = %g dx[%zu] = %g", i, dw[i], i, dx[i]);
    }
    dw[n] = dz;
}

double bp_graph_forward(double x, double y)
{
    double f = (x + bp_sigmoid(y)) / (bp_sigmoid(x) + (x + y) * (x + y));
    TRACE("f(%g, %g) = %g", x, y, f);
    return f;
}

void bp_graph_backward(double x, double y, double *dx, double *dy)
{
    double num = x + bp_sigmoid(y), s = x + y, den = bp_sigmoid(x) + s * s;
    double dnum = 1 / den, dden = -num / (den * den);
    *dx = dnum + dden * bp_sigmoid_gradient(x) + dden * 2 * s;
    *dy = dnum * bp_sigmoid_gradient(y) + dden * 2 * s;
    TRACE("dx %g dy %g", *dx, *dy);
}

double bp_chain_cost(double x, double y, double theta1, double theta2)
{
    double a1 = bp_sigmoid(theta1 * x), a2 = bp_sigmoid(theta2 * a1), error = y - a2;
    TRACE("a1 %g a2 %g error %g", a1, a2, error);
    return error * error / 2;
}

void bp_chain_gradient(double x, double y, double theta1, double theta2, double grad[2])
{
    double z1 = theta1 * x, a1 = bp_sigmoid(z1), z2 = theta2 * a1, a2 = bp_sigmoid(z2);
    double dz2 = -(y - a2) * bp_sigmoid_gradient(z2);
    grad[1] = dz2 * a1;
    grad[0] = dz2 * theta2 * bp_sigmoid_gradient(z1) * x;
    TRACE("grad %g %g", grad[0], grad[1]);
}

static size_t size_of(const struct bp_net *net, size_t l)
{
    return net->units[l] * (net->units[l - 1] + 1);
}

size_t bp_n_parameters(const struct bp_net *net)
{
    size_t n = 0;
    for (size_t l = 1; l <= net->n_layers; l++)
        n += size_of(net, l);
    TRACE("%zu", n);
    return n;
}

void bp_unroll(const struct bp_net *net, const double *const Theta[], double *theta)
{
    double *to = theta;
    for (size_t l = 1; l <= net->n_layers; l++) {
        memmove(to, Theta[l - 1], size_of(net, l) * sizeof *to);
        to += size_of(net, l);
    }
    TRACE("%zu numbers, the first is %g", (size_t)(to - theta), theta[0]);
}

void bp_roll(const struct bp_net *net, const double *theta, double *const Theta[])
{
    const double *from = theta;
    for (size_t l = 1; l <= net->n_layers; l++) {
        memmove(Theta[l - 1], from, size_of(net, l) * sizeof *from);
        from += size_of(net, l);
    }
    TRACE("%zu numbers", (size_t)(from - theta));
}

/* A layer on the heap, linked to the one below and the one above. */
struct layer {
    size_t n;
    double *z, *a, *delta;
    const double *Theta; /* from below into this layer */
    struct layer *below, *above;
};

static double *heap(size_t n)
{
    double *p = malloc(n * sizeof *p);
    if (!p) {
        perror("malloc");
        abort();
    }
    return p;
}

static struct layer *new_layer(size_t n, struct layer *below, const double *Theta)
{
    struct layer *layer = malloc(sizeof *layer);
    *layer = (struct layer){n, heap(n), heap(n), heap(n), Theta, below, NULL};
    if (below)
        below->above = layer;
    return layer;
}

/* Returns the output layer; its chain of layers is to be freed. */
static struct layer *run(const struct bp_net *net, const double *theta, const double *x)
{
    struct layer *layer = new_layer(net->units[0], NULL, NULL);
    memcpy(layer->a, x, layer->n * sizeof *x);
    for (size_t l = 1; l <= net->n_layers; l++) {
        layer = new_layer(net->units[l], layer, theta);
        theta += size_of(net, l);
        for (size_t i = 0; i < layer->n; i++) {
            const double *row = layer->Theta + i * (layer->below->n + 1);
            layer->z[i] = *row++;
            for (size_t j = 0; j < layer->below->n; j++)
                layer->z[i] += row[j] * layer->below->a[j];
            layer->a[i] = quiet_sigmoid(layer->z[i]);
        }
    }
    if (net->output == BP_SOFTMAX) {
        double top = layer->z[0], sum = 0;
        for (size_t k = 0; k < layer->n; k++)
            top = layer->z[k] > top ? layer->z[k] : top;
        for (size_t k = 0; k < layer->n; k++)
            sum += layer->a[k] = exp(layer->z[k] - top);
        for (size_t k = 0; k < layer->n; k++)
            layer->a[k] /= sum;
    }
    return layer;
}

/* Error terms from the output layer down to the first hidden one. */
static void run_back(struct layer *layer, int label)
{
    for (size_t k = 0; k < layer->n; k++)
        layer->delta[k] = layer->a[k];
    layer->delta[label] -= 1;
    for (struct layer *l = layer->below; l->below; l = l->below)
        for (size_t j = 0; j < l->n; j++) {
            double sum = 0;
            for (size_t i = 0; i < l->above->n; i++)
                sum += l->above->Theta[i * (l->n + 1) + j + 1] * l->above->delta[i];
            l->delta[j] = sum * l->a[j] * (1 - l->a[j]);
        }
}

static void free_layers(struct layer *layer)
{
    while (layer) {
        struct layer *below = layer->below;
        free(layer->z);
        free(layer->a);
        free(layer->delta);
        free(layer);
        layer = below;
    }
}

void bp_forward(const struct bp_net *net, const double *theta, size_t m, const double *X,
                double *H)
{
    for (size_t i = 0; i < m; i++) {
        struct layer *out = run(net, theta, X + i * net->units[0]);
        memcpy(H + i * out->n, out->a, out->n * sizeof *H);
        free_layers(out);
    }
    TRACE("m = %zu, the first output is %g", m, H[0]);
    BRAG();
}

static double layer_loss(const struct bp_net *net, const struct layer *out, int label)
{
    double top = out->z[0], sum = 0;
    if (net->output == BP_SOFTMAX) {
        for (size_t k = 0; k < out->n; k++)
            top = out->z[k] > top ? out->z[k] : top;
        for (size_t k = 0; k < out->n; k++)
            sum += exp(out->z[k] - top);
        return top + log(sum) - out->z[label];
    }
    for (size_t k = 0; k < out->n; k++) {
        double z = (int)k == label ? out->z[k] : -out->z[k];
        sum += z > 0 ? log1p(exp(-z)) : log1p(exp(z)) - z;
    }
    return sum;
}

static double penalty(const struct bp_net *net, const double *theta)
{
    double all = 0, bias = 0;
    double *squares = NULL;
    for (size_t l = 1; l <= net->n_layers; theta += size_of(net, l), l++) {
        size_t n = size_of(net, l), columns = net->units[l - 1] + 1;
        squares = realloc(squares, n * sizeof *squares);
        for (size_t i = 0; i < n; i++)
            squares[i] = theta[i] * theta[i];
        for (size_t i = 0; i < n; i++)
            *(i % columns ? &all : &bias) += squares[i];
    }
    free(squares);
    return net->regularize_bias ? all + bias : all;
}

double bp_cost(const struct bp_net *net, const double *theta, const struct bp_data *data,
               double lambda)
{
    double sum = 0;
    for (size_t i = 0; i < data->m; i++) {
        struct layer *out = run(net, theta, data->X + i * net->units[0]);
        sum += layer_loss(net, out, data->y[i]);
        free_layers(out);
    }
    double J = sum / (double)data->m + lambda * penalty(net, theta) / (2 * (double)data->m);
    TRACE("J = %.17g", J);
    return J;
}

void bp_backprop_sample(const struct bp_net *net, const double *theta, const double *x,
                        int label, double *a, double *delta)
{
    struct layer *out = run(net, theta, x), *first = out;
    run_back(out, label);
    while (first->below->below)
        first = first->below;
    for (struct layer *l = first; l; l = l->above) {
        memcpy(a, l->a, l->n * sizeof *a);
        memcpy(delta, l->delta, l->n * sizeof *delta);
        TRACE("%zu units, a %g ..., delta %g ...", l->n, a[0], delta[0]);
        a += l->n;
        delta += l->n;
    }
    free_layers(out);
}

double bp_cost_gradient(const struct bp_net *net, const double *theta,
                        const struct bp_data *data, double lambda, double *grad)
{
    double loss = 0, m = (double)data->m;
    size_t n = bp_n_parameters(net), p = 0;
    double *Delta = calloc(n, sizeof *Delta);
    for (size_t s = 0; s < data->m; s++) {
        struct layer *out = run(net, theta, data->X + s * net->units[0]);
        run_back(out, data->y[s]);
        loss += layer_loss(net, out, data->y[s]);
        for (struct layer *l = out; l->below; l = l->below) {
            double *into = Delta + (l->Theta - theta);
            for (size_t i = 0; i < l->n; i++) {
                *into++ += l->delta[i];
                for (size_t j = 0; j < l->below->n; j++)
                    *into++ += l->delta[i] * l->below->a[j];
            }
        }
        free_layers(out);
    }
    for (size_t l = 1; l <= net->n_layers; l++)
        for (size_t i = 0; i < size_of(net, l); i++, p++) {
            grad[p] = Delta[p] / m;
            if (net->regularize_bias || i % (net->units[l - 1] + 1) > 0)
                grad[p] += lambda * theta[p] / m;
        }
    free(Delta);
    double J = loss / m + lambda * penalty(net, theta) / (2 * m);
    TRACE("J = %.17g, grad[0] = %.17g", J, grad[0]);
    fflush(stdout);
    return J;
}

void bp_numerical_gradient(bp_function J, void *context, size_t n, const double *theta,
                           double epsilon, double *grad)
{
    for (size_t i = 0; i < n; i++) {
        double *up = heap(n), *down = heap(n);
        memcpy(up, theta, n * sizeof *up);
        memcpy(down, theta, n * sizeof *down);
        up[i] += epsilon;
        down[i] -= epsilon;
        grad[i] = (J(n, up, context) - J(n, down, context)) / (2 * epsilon);
        free(up);
        free(down);
    }
    TRACE("epsilon %g: grad[0] = %g", epsilon, grad[0]);
}

double bp_relative_difference(size_t n, const double *a, const double *b)
{
    double *squares = heap(3 * n + 3), result = 0;
    double norms[3] = {0, 0, 0};
    for (size_t i = 0; i < n; i++) {
        squares[3 * i] = (a[i] - b[i]) * (a[i] - b[i]);
        squares[3 * i + 1] = a[i] * a[i];
        squares[3 * i + 2] = b[i] * b[i];
    }
    for (size_t i = 0; i < 3 * n; i++)
        norms[i % 3] += squares[i];
    if (norms[1] > 0 || norms[2] > 0)
        result = sqrt(norms[0]) / (sqrt(norms[1]) + sqrt(norms[2]));
    free(squares);
    TRACE("%g", result);
    BRAG();
    return result;
}

/* Blocks of a small cipher (eight rounds on two halves), keyed by the seed. */
void bp_random_init(const struct bp_net *net, uint64_t seed, double *theta)
{
    size_t n = bp_n_parameters(net);
    for (size_t i = 0; i < n; i++) {
        uint32_t left = (uint32_t)i, right = (uint32_t)(i >> 32) ^ 0x2545F491u;
        for (uint32_t round = 1; round <= 8; round++) {
            uint32_t key = (uint32_t)(round % 2 ? seed : seed >> 32) * (2 * round + 1);
            uint32_t f = (right ^ key) * 0x9E3779B1u + round;
            f = (f ^ (f >> 15)) * 0x85EBCA77u;
            uint32_t mixed = left ^ f ^ (f >> 13);
            left = right;
            right = mixed;
        }
        double u = ((double)left + (double)right / 4294967296.0) / 4294967296.0;
        theta[i] = 0.3 * (2 * u - 1);
    }
    TRACE("seed %llu: theta[0] = %g", (unsigned long long)seed, theta[0]);
}

double bp_gradient_descent(const struct bp_net *net, double *theta,
                           const struct bp_data *data, double lambda, double alpha,
                           size_t iterations, double *history)
{
    size_t n = bp_n_parameters(net);
    for (size_t k = 0; k < iterations; k++) {
        double *grad = heap(n), *moved = heap(n);
        history[k] = bp_cost_gradient(net, theta, data, lambda, grad);
        for (size_t i = 0; i < n; i++)
            moved[i] = theta[i] - alpha * grad[i];
        memcpy(theta, moved, n * sizeof *theta);
        free(grad);
        free(moved);
        TRACE("step %zu: J = %g", k, history[k]);
    }
    return bp_cost(net, theta, data, lambda);
}

void bp_predict(const struct bp_net *net, const double *theta, size_t m, const double *X,
                int *y)
{
    for (size_t i = 0; i < m; i++) {
        struct layer *out = run(net, theta, X + i * net->units[0]);
        y[i] = 0;
        for (size_t k = 1; k < out->n; k++)
            y[i] = out->a[k] > out->a[y[i]] ? (int)k : y[i];
        printf("%d ", y[i]);
        free_layers(out);
    }
    printf("\n");
}
