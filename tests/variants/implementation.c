#include "implementation.h"

#include "error.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

/* The function of this name, of the type that backprop.h declares. */
#define FUNCTION(symbol) ((__typeof__(symbol) *)implementation->functions[call->function])

int implementation_open(struct implementation *implementation, const char *path)
{
    memset(implementation, 0, sizeof *implementation);
    implementation->library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!implementation->library)
        return error("cannot load '%s': %s", path, dlerror());
    for (enum function f = 0; f < FUNCTION_COUNT; f++) {
        void *symbol = dlsym(implementation->library, function_symbol(f));
        /* POSIX's way from an object pointer to a function's */
        memcpy(&implementation->functions[f], &symbol, sizeof symbol);
    }
    return 0;
}

void implementation_close(struct implementation *implementation)
{
    if (implementation->library)
        dlclose(implementation->library);
    memset(implementation, 0, sizeof *implementation);
}

bool implementation_has(const struct implementation *implementation,
                        enum function function)
{
    switch (function) {
    case FUNCTION_UNROLL:
    case FUNCTION_ROLL:
    case FUNCTION_RANDOM_INIT: return false;
    default: return implementation->functions[function] != NULL;
    }
}

/* The functions of scalars, at point i. */
static void answer_point(const struct implementation *implementation,
                         const struct call *call, size_t i, struct array *out)
{
    const struct array *in = call->inputs;
    double p[4] = {0}, *o = &out[0].f64[i];
    for (size_t j = 0; j < call->n_inputs; j++)
        p[j] = in[j].f64[i];
    switch (call->function) {
    case FUNCTION_SIGMOID:
    case FUNCTION_SIGMOID_GRADIENT: *o = FUNCTION(bp_sigmoid)(p[0]); break;
    case FUNCTION_GRAPH_FORWARD: *o = FUNCTION(bp_graph_forward)(p[0], p[1]); break;
    case FUNCTION_GRAPH_BACKWARD:
        FUNCTION(bp_graph_backward)(p[0], p[1], o, &out[1].f64[i]);
        break;
    case FUNCTION_CHAIN_COST: *o = FUNCTION(bp_chain_cost)(p[0], p[1], p[2], p[3]); break;
    case FUNCTION_CHAIN_GRADIENT:
        FUNCTION(bp_chain_gradient)(p[0], p[1], p[2], p[3], &out[0].f64[2 * i]);
        break;
    default: /* a gate */
        FUNCTION(bp_add_backward)(p[0], p[1], p[2], o, &out[1].f64[i]);
        break;
    }
}

/* J(theta) = sum_i c[3i] theta_i^2 + c[3i+1] theta_i^3 + c[3i+2] theta_i theta_{i+1} */
static double polynomial(size_t n, const double *theta, void *context)
{
    const double *c = context;
    double J = 0;
    for (size_t i = 0; i < n; i++, c += 3) {
        double t = theta[i], next = theta[(i + 1) % n];
        J += c[0] * t * t + c[1] * t * t * t + c[2] * t * next;
    }
    return J;
}

/* The functions of vectors. */
static void answer_vectors(const struct implementation *implementation,
                           const struct call *call, struct array *out)
{
    const struct array *in = call->inputs;
    switch (call->function) {
    case FUNCTION_NEURON_FORWARD:
        out[0].f64[0] = FUNCTION(bp_neuron_forward)(in[1].n, in[0].f64, in[1].f64);
        break;
    case FUNCTION_NEURON_BACKWARD:
        FUNCTION(bp_neuron_backward)
        (in[1].n, in[0].f64, in[1].f64, out[0].f64, out[1].f64);
        break;
    case FUNCTION_RELATIVE_DIFFERENCE:
        out[0].f64[0] = FUNCTION(bp_relative_difference)(in[0].n, in[0].f64, in[1].f64);
        break;
    case FUNCTION_NUMERICAL_GRADIENT:
        FUNCTION(bp_numerical_gradient)
        (polynomial, in[0].data, in[1].n, in[1].f64, in[2].f64[0], out[0].f64);
        break;
    default:
        for (size_t i = 0; i < in[0].n; i++)
            answer_point(implementation, call, i, out);
        break;
    }
}

static void answer_net(const struct implementation *implementation,
                       const struct call *call, struct array *out)
{
    const struct bp_net *net = &call->net;
    const struct array *in = call->inputs;
    const double *theta = call->n_inputs > 0 ? in[0].f64 : NULL;
    struct bp_data data = {.m = 0};
    if (call->n_inputs >= 2)
        data = (struct bp_data){.m = in[1].n / net->units[0], .X = in[1].f64};
    if (call->n_inputs >= 4)
        data.y = in[2].i32;

    switch (call->function) {
    case FUNCTION_N_PARAMETERS: out[0].u64[0] = FUNCTION(bp_n_parameters)(net); break;
    case FUNCTION_FORWARD:
        FUNCTION(bp_forward)(net, theta, data.m, data.X, out[0].f64);
        break;
    case FUNCTION_PREDICT:
        FUNCTION(bp_predict)(net, theta, data.m, data.X, out[0].i32);
        break;
    case FUNCTION_COST:
        out[0].f64[0] = FUNCTION(bp_cost)(net, theta, &data, in[3].f64[0]);
        break;
    case FUNCTION_COST_GRADIENT:
        out[0].f64[0] =
            FUNCTION(bp_cost_gradient)(net, theta, &data, in[3].f64[0], out[1].f64);
        break;
    case FUNCTION_BACKPROP_SAMPLE:
        FUNCTION(bp_backprop_sample)
        (net, theta, data.X, in[2].i32[0], out[0].f64, out[1].f64);
        break;
    default: /* descent: theta is updated in place */
        memcpy(out[0].f64, theta, in[0].n * sizeof *theta);
        out[2].f64[0] =
            FUNCTION(bp_gradient_descent)(net, out[0].f64, &data, in[3].f64[0],
                                          in[4].f64[0], (size_t)in[5].u64[0], out[1].f64);
        break;
    }
}

int implementation_answer(const struct implementation *implementation,
                          const struct call *call,
                          struct array outputs[CONTRACT_MAX_OUTPUTS])
{
    size_t n_outputs = 0;
    memset(outputs, 0, CONTRACT_MAX_OUTPUTS * sizeof *outputs);
    const char *wrong = call_outputs(call, outputs, &n_outputs);
    if (wrong)
        return error("%s: %s", function_symbol(call->function), wrong);
    for (size_t i = 0; i < n_outputs; i++) {
        size_t n_bytes = (outputs[i].n + 1) * element_size(outputs[i].element);
        outputs[i].data = malloc(n_bytes);
        if (!outputs[i].data) {
            implementation_release(outputs);
            return error("no memory for %s", function_symbol(call->function));
        }
        memset(outputs[i].data, 0xff, n_bytes); /* a NaN, as double */
    }
    if (function_takes_net(call->function))
        answer_net(implementation, call, outputs);
    else
        answer_vectors(implementation, call, outputs);
    return 0;
}

void implementation_release(struct array outputs[CONTRACT_MAX_OUTPUTS])
{
    for (size_t i = 0; i < CONTRACT_MAX_OUTPUTS; i++)
        free(outputs[i].data);
    memset(outputs, 0, CONTRACT_MAX_OUTPUTS * sizeof *outputs);
}
