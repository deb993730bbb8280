#include "worker/calls.h"

#include "backprop.h"

#include <stdlib.h>
#include <string.h>

/* A submission need not define all of them. */
#pragma weak bp_sigmoid
#pragma weak bp_sigmoid_gradient
#pragma weak bp_add_backward
#pragma weak bp_mul_backward
#pragma weak bp_max_backward
#pragma weak bp_neuron_forward
#pragma weak bp_neuron_backward
#pragma weak bp_graph_forward
#pragma weak bp_graph_backward
#pragma weak bp_chain_cost
#pragma weak bp_chain_gradient
#pragma weak bp_n_parameters
#pragma weak bp_unroll
#pragma weak bp_roll
#pragma weak bp_forward
#pragma weak bp_cost
#pragma weak bp_backprop_sample
#pragma weak bp_cost_gradient
#pragma weak bp_numerical_gradient
#pragma weak bp_relative_difference
#pragma weak bp_random_init
#pragma weak bp_gradient_descent
#pragma weak bp_predict

/* The arguments of one call, as the student's functions take them. They are inputs, and are passed where
 * they cannot be written. */
struct arguments {
    struct bp_net net;
    struct bp_data data; /* where the function takes samples with labels */
    size_t n_in, n_out;
    const void *in[PROTOCOL_MAX_ARRAYS]; /* without units */
    size_t in_n[PROTOCOL_MAX_ARRAYS];
    void *out[PROTOCOL_MAX_ARRAYS];
    size_t out_n[PROTOCOL_MAX_ARRAYS];
};

_Static_assert(sizeof(struct arguments) <= CALL_ARGUMENTS_BYTES, "there is room");

typedef void (*gate)(double, double, double, double *, double *);

static const double *f64(const struct arguments *a, size_t i)
{
    return a->in[i];
}

static size_t samples(const struct arguments *a, size_t X)
{
    return a->in_n[X] / a->net.units[0];
}

/* Samples with labels stand behind theta, which descent, that changes it, has among its outputs. */
static void find_data(struct arguments *a, enum function function)
{
    size_t X = 1;
    switch (function) {
    case FUNCTION_GRADIENT_DESCENT: X = 0; break;
    case FUNCTION_COST:
    case FUNCTION_COST_GRADIENT:
    case FUNCTION_COSTS:
    case FUNCTION_COST_GRADIENTS: break;
    default: return;
    }
    a->data = (struct bp_data){.m = samples(a, X), .X = f64(a, X), .y = a->in[X + 1]};
}

static void call_sigmoid(const struct arguments *a, double (*sigmoid)(double))
{
    double *out = a->out[0];
    for (size_t i = 0; sigmoid && i < a->in_n[0]; i++)
        out[i] = sigmoid(f64(a, 0)[i]);
}

static void call_gate(const struct arguments *a, gate backward)
{
    double *dx = a->out[0], *dy = a->out[1];
    for (size_t i = 0; backward && i < a->in_n[0]; i++)
        backward(f64(a, 0)[i], f64(a, 1)[i], f64(a, 2)[i], &dx[i], &dy[i]);
}

static void call_graph_forward(const struct arguments *a)
{
    double *f = a->out[0];
    for (size_t i = 0; i < a->in_n[0]; i++)
        f[i] = bp_graph_forward(f64(a, 0)[i], f64(a, 1)[i]);
}

static void call_graph_backward(const struct arguments *a)
{
    double *dx = a->out[0], *dy = a->out[1];
    for (size_t i = 0; i < a->in_n[0]; i++)
        bp_graph_backward(f64(a, 0)[i], f64(a, 1)[i], &dx[i], &dy[i]);
}

static void call_chain_cost(const struct arguments *a)
{
    double *E = a->out[0];
    for (size_t i = 0; i < a->in_n[0]; i++)
        E[i] = bp_chain_cost(f64(a, 0)[i], f64(a, 1)[i], f64(a, 2)[i], f64(a, 3)[i]);
}

static void call_chain_gradient(const struct arguments *a)
{
    double *grad = a->out[0];
    for (size_t i = 0; i < a->in_n[0]; i++)
        bp_chain_gradient(f64(a, 0)[i], f64(a, 1)[i], f64(a, 2)[i], f64(a, 3)[i],
                          &grad[2 * i]);
}

static void call_unroll(const struct arguments *a)
{
    const double *Theta[PROTOCOL_MAX_ARRAYS];
    for (size_t l = 0; l < a->n_in; l++)
        Theta[l] = a->in[l];
    bp_unroll(&a->net, Theta, a->out[0]);
}

static void call_roll(const struct arguments *a)
{
    double *Theta[PROTOCOL_MAX_ARRAYS];
    for (size_t l = 0; l < a->n_out; l++)
        Theta[l] = a->out[l];
    bp_roll(&a->net, a->in[0], Theta);
}

static void call_cost(const struct arguments *a)
{
    *(double *)a->out[0] = bp_cost(&a->net, a->in[0], &a->data, f64(a, 3)[0]);
}

static void call_cost_gradient(const struct arguments *a)
{
    *(double *)a->out[0] =
        bp_cost_gradient(&a->net, a->in[0], &a->data, f64(a, 3)[0], a->out[1]);
}

static void call_costs(const struct arguments *a)
{
    double *J = a->out[0];
    size_t n = a->in_n[0] / a->in_n[3];
    for (size_t i = 0; i < a->in_n[3]; i++)
        J[i] = bp_cost(&a->net, f64(a, 0) + i * n, &a->data, f64(a, 3)[i]);
}

static void call_cost_gradients(const struct arguments *a)
{
    double *J = a->out[0], *grad = a->out[1];
    size_t n = a->in_n[0] / a->in_n[3];
    for (size_t i = 0; i < a->in_n[3]; i++)
        J[i] = bp_cost_gradient(&a->net, f64(a, 0) + i * n, &a->data, f64(a, 3)[i],
                                grad + i * n);
}

/* J(theta) = sum_i c[3i] theta_i^2 + c[3i+1] theta_i^3 + c[3i+2] theta_i theta_{i+1} */
static double polynomial(size_t n, const double *theta, void *context)
{
    const double *c = *(const double *const *)context;
    double J = 0;
    for (size_t i = 0; i < n; i++) {
        double t = theta[i], next = theta[(i + 1) % n];
        J += c[3 * i] * t * t + c[3 * i + 1] * t * t * t + c[3 * i + 2] * t * next;
    }
    return J;
}

static void call_numerical_gradient(const struct arguments *a)
{
    const double *coefficients = a->in[0];
    bp_numerical_gradient(polynomial, &coefficients, a->in_n[1], a->in[1], f64(a, 2)[0],
                          a->out[0]);
}

static void call_random_init(const struct arguments *a)
{
    const uint64_t *seed = a->in[0];
    size_t n = a->out_n[0] / a->in_n[0];
    for (size_t i = 0; i < a->in_n[0]; i++)
        bp_random_init(&a->net, seed[i], (double *)a->out[0] + i * n);
}

/* theta, updated in place, is output 0; the inputs are X, y, lambda, alpha, iterations. */
static void call_gradient_descent(const struct arguments *a)
{
    *(double *)a->out[2] =
        bp_gradient_descent(&a->net, a->out[0], &a->data, f64(a, 2)[0], f64(a, 3)[0],
                            (size_t) * (const uint64_t *)a->in[4], a->out[1]);
}

static void call_by_name(enum function function, const struct arguments *a)
{
    switch (function) {
    case FUNCTION_SIGMOID: call_sigmoid(a, bp_sigmoid); break;
    case FUNCTION_SIGMOID_GRADIENT: call_sigmoid(a, bp_sigmoid_gradient); break;
    case FUNCTION_ADD_BACKWARD: call_gate(a, bp_add_backward); break;
    case FUNCTION_MUL_BACKWARD: call_gate(a, bp_mul_backward); break;
    case FUNCTION_MAX_BACKWARD: call_gate(a, bp_max_backward); break;
    case FUNCTION_NEURON_FORWARD:
        *(double *)a->out[0] = bp_neuron_forward(a->in_n[1], a->in[0], a->in[1]);
        break;
    case FUNCTION_NEURON_BACKWARD:
        bp_neuron_backward(a->in_n[1], a->in[0], a->in[1], a->out[0], a->out[1]);
        break;
    case FUNCTION_GRAPH_FORWARD: call_graph_forward(a); break;
    case FUNCTION_GRAPH_BACKWARD: call_graph_backward(a); break;
    case FUNCTION_CHAIN_COST: call_chain_cost(a); break;
    case FUNCTION_CHAIN_GRADIENT: call_chain_gradient(a); break;
    case FUNCTION_N_PARAMETERS: *(uint64_t *)a->out[0] = bp_n_parameters(&a->net); break;
    case FUNCTION_UNROLL: call_unroll(a); break;
    case FUNCTION_ROLL: call_roll(a); break;
    case FUNCTION_FORWARD:
        bp_forward(&a->net, a->in[0], samples(a, 1), a->in[1], a->out[0]);
        break;
    case FUNCTION_COST: call_cost(a); break;
    case FUNCTION_BACKPROP_SAMPLE:
        bp_backprop_sample(&a->net, a->in[0], a->in[1], *(const int *)a->in[2], a->out[0],
                           a->out[1]);
        break;
    case FUNCTION_COST_GRADIENT: call_cost_gradient(a); break;
    case FUNCTION_NUMERICAL_GRADIENT: call_numerical_gradient(a); break;
    case FUNCTION_RELATIVE_DIFFERENCE:
        *(double *)a->out[0] = bp_relative_difference(a->in_n[0], a->in[0], a->in[1]);
        break;
    case FUNCTION_RANDOM_INIT: call_random_init(a); break;
    case FUNCTION_GRADIENT_DESCENT: call_gradient_descent(a); break;
    case FUNCTION_PREDICT:
        bp_predict(&a->net, a->in[0], samples(a, 1), a->in[1], a->out[0]);
        break;
    case FUNCTION_COSTS: call_costs(a); break;
    case FUNCTION_COST_GRADIENTS: call_cost_gradients(a); break;
    case FUNCTION_COUNT: break;
    }
}

static void gather(struct arguments *a, const struct request *request,
                   const unsigned char *inputs, unsigned char *outputs)
{
    enum function function = (enum function)request->function;
    size_t skip = function_takes_net(function) ? 1 : 0;
    *a =
        (struct arguments){.n_in = request->n_inputs - skip, .n_out = request->n_outputs};
    if (skip)
        a->net = (struct bp_net){
            .n_layers = request->n_layers,
            .units = (const void *)(inputs + request->inputs[0].offset),
            .output = (enum bp_output)request->output,
            .regularize_bias = (int)request->regularize_bias,
        };
    for (size_t i = 0; i < a->n_in; i++) {
        a->in[i] = inputs + request->inputs[i + skip].offset;
        a->in_n[i] = (size_t)request->inputs[i + skip].n;
    }
    for (size_t i = 0; i < a->n_out; i++) {
        a->out[i] = outputs + request->outputs[i].offset;
        a->out_n[i] = (size_t)request->outputs[i].n;
    }
    find_data(a, function);
}

static struct arguments *arguments;
static const struct arguments *view;

void call_arguments_lie(void *writable, const void *readable)
{
    arguments = writable;
    view = readable;
}

bool call_arguments_hold(const void *address)
{
    const unsigned char *first = (const unsigned char *)view, *byte = address;
    return byte >= first && byte < first + sizeof *view;
}

void call_function(const struct request *request, const unsigned char *inputs,
                   unsigned char *outputs)
{
    gather(arguments, request, inputs, outputs);
    call_by_name((enum function)request->function, view);
}
