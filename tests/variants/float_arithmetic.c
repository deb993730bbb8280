/* float_arithmetic.c: the reference with float for double, and around it functions that round
 * what they are given to float and what they give to double. */
#include "backprop.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct float_data {
    size_t m;
    const float *X;
    const int *y;
};

typedef float (*float_function)(size_t n, const float *theta, void *context);

float float_sigmoid(float z);
float float_sigmoid_gradient(float z);
float float_neuron_forward(size_t n, const float *w, const float *x);
void float_neuron_backward(size_t n, const float *w, const float *x, float *dw,
                           float *dx);
float float_graph_forward(float x, float y);
void float_graph_backward(float x, float y, float *dx, float *dy);
float float_chain_cost(float x, float y, float theta1, float theta2);
void float_chain_gradient(float x, float y, float theta1, float theta2, float grad[2]);
void float_forward(const struct bp_net *net, const float *theta, size_t m, const float *X,
                   float *H);
float float_cost(const struct bp_net *net, const float *theta,
                 const struct float_data *data, float lambda);
void float_backprop_sample(const struct bp_net *net, const float *theta, const float *x,
                           int label, float *a, float *delta);
float float_cost_gradient(const struct bp_net *net, const float *theta,
                          const struct float_data *data, float lambda, float *grad);
float float_relative_difference(size_t n, const float *a, const float *b);
float float_gradient_descent(const struct bp_net *net, float *theta,
                             const struct float_data *data, float lambda, float alpha,
                             size_t iterations, float *history);

/* n floats; with VALUES NULL, room for them. */
static float *to_float(size_t n, const double *values)
{
    float *copy = calloc(n + 1, sizeof *copy);
    if (!copy)
        abort();
    for (size_t i = 0; values && i < n; i++)
        copy[i] = (float)values[i];
    return copy;
}

/* Frees the floats. */
static void to_double(size_t n, float *values, double *out)
{
    for (size_t i = 0; i < n; i++)
        out[i] = (double)values[i];
    free(values);
}

size_t bp_n_parameters(const struct bp_net *net)
{
    size_t n = 0;
    for (size_t l = 1; l <= net->n_layers; l++)
        n += net->units[l] * (net->units[l - 1] + 1);
    return n;
}

double bp_sigmoid(double z)
{
    return (double)float_sigmoid((float)z);
}

double bp_sigmoid_gradient(double z)
{
    return (double)float_sigmoid_gradient((float)z);
}

double bp_neuron_forward(size_t n, const double *w, const double *x)
{
    float *wf = to_float(n + 1, w), *xf = to_float(n, x);
    double f = (double)float_neuron_forward(n, wf, xf);
    free(wf);
    free(xf);
    return f;
}

void bp_neuron_backward(size_t n, const double *w, const double *x, double *dw,
                        double *dx)
{
    float *wf = to_float(n + 1, w), *xf = to_float(n, x);
    float *dwf = to_float(n + 1, NULL), *dxf = to_float(n, NULL);
    float_neuron_backward(n, wf, xf, dwf, dxf);
    to_double(n + 1, dwf, dw);
    to_double(n, dxf, dx);
    free(wf);
    free(xf);
}

double bp_graph_forward(double x, double y)
{
    return (double)float_graph_forward((float)x, (float)y);
}

void bp_graph_backward(double x, double y, double *dx, double *dy)
{
    float dxf, dyf;
    float_graph_backward((float)x, (float)y, &dxf, &dyf);
    *dx = (double)dxf;
    *dy = (double)dyf;
}

double bp_chain_cost(double x, double y, double theta1, double theta2)
{
    return (double)float_chain_cost((float)x, (float)y, (float)theta1, (float)theta2);
}

void bp_chain_gradient(double x, double y, double theta1, double theta2, double grad[2])
{
    float gradf[2];
    float_chain_gradient((float)x, (float)y, (float)theta1, (float)theta2, gradf);
    grad[0] = (double)gradf[0];
    grad[1] = (double)gradf[1];
}

void bp_forward(const struct bp_net *net, const double *theta, size_t m, const double *X,
                double *H)
{
    size_t K = net->units[net->n_layers];
    float *thetaf = to_float(bp_n_parameters(net), theta);
    float *Xf = to_float(m * net->units[0], X), *Hf = to_float(m * K, NULL);
    float_forward(net, thetaf, m, Xf, Hf);
    to_double(m * K, Hf, H);
    free(thetaf);
    free(Xf);
}

double bp_cost_gradient(const struct bp_net *net, const double *theta,
                        const struct bp_data *data, double lambda, double *grad)
{
    size_t n = bp_n_parameters(net);
    float *thetaf = to_float(n, theta), *gradf = to_float(n, NULL);
    float *Xf = to_float(data->m * net->units[0], data->X);
    struct float_data floats = {.m = data->m, .X = Xf, .y = data->y};
    double J = (double)float_cost_gradient(net, thetaf, &floats, (float)lambda, gradf);
    to_double(n, gradf, grad);
    free(thetaf);
    free(Xf);
    return J;
}

double bp_cost(const struct bp_net *net, const double *theta, const struct bp_data *data,
               double lambda)
{
    float *thetaf = to_float(bp_n_parameters(net), theta);
    float *Xf = to_float(data->m * net->units[0], data->X);
    struct float_data floats = {.m = data->m, .X = Xf, .y = data->y};
    double J = (double)float_cost(net, thetaf, &floats, (float)lambda);
    free(thetaf);
    free(Xf);
    return J;
}

void bp_backprop_sample(const struct bp_net *net, const double *theta, const double *x,
                        int label, double *a, double *delta)
{
    size_t n = 0;
    for (size_t l = 1; l <= net->n_layers; l++)
        n += net->units[l];
    float *thetaf = to_float(bp_n_parameters(net), theta);
    float *xf = to_float(net->units[0], x);
    float *af = to_float(n, NULL), *deltaf = to_float(n, NULL);
    float_backprop_sample(net, thetaf, xf, label, af, deltaf);
    to_double(n, af, a);
    to_double(n, deltaf, delta);
    free(thetaf);
    free(xf);
}

double bp_relative_difference(size_t n, const double *a, const double *b)
{
    float *af = to_float(n, a), *bf = to_float(n, b);
    double d = (double)float_relative_difference(n, af, bf);
    free(af);
    free(bf);
    return d;
}

double bp_gradient_descent(const struct bp_net *net, double *theta,
                           const struct bp_data *data, double lambda, double alpha,
                           size_t iterations, double *history)
{
    size_t n = bp_n_parameters(net);
    float *thetaf = to_float(n, theta), *historyf = to_float(iterations, NULL);
    float *Xf = to_float(data->m * net->units[0], data->X);
    struct float_data floats = {.m = data->m, .X = Xf, .y = data->y};
    double J = (double)float_gradient_descent(net, thetaf, &floats, (float)lambda,
                                              (float)alpha, iterations, historyf);
    to_double(n, thetaf, theta);
    to_double(iterations, historyf, history);
    free(Xf);
    return J;
}

#define double float
#define exp expf
#define log1p log1pf
#define sqrt sqrtf
#define fabs fabsf
#define fmax fmaxf
#define bp_data float_data
#define bp_function float_function
#define bp_sigmoid float_sigmoid
#define bp_sigmoid_gradient float_sigmoid_gradient
#define bp_add_backward float_add_backward
#define bp_mul_backward float_mul_backward
#define bp_max_backward float_max_backward
#define bp_neuron_forward float_neuron_forward
#define bp_neuron_backward float_neuron_backward
#define bp_graph_forward float_graph_forward
#define bp_graph_backward float_graph_backward
#define bp_chain_cost float_chain_cost
#define bp_chain_gradient float_chain_gradient
#define bp_n_parameters float_n_parameters
#define bp_unroll float_unroll
#define bp_roll float_roll
#define bp_forward float_forward
#define bp_cost float_cost
#define bp_backprop_sample float_backprop_sample
#define bp_cost_gradient float_cost_gradient
#define bp_numerical_gradient float_numerical_gradient
#define bp_relative_difference float_relative_difference
#define bp_random_init float_random_init
#define bp_gradient_descent float_gradient_descent
#define bp_predict float_predict
#include "../../reference/backprop.c"
