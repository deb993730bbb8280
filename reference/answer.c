#include "answer.h"

#include "error.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef void (*gate)(double, double, double, double *, double *);

static void answer_gate(gate backward, const struct array *in, struct array *out)
{
    for (size_t i = 0; i < in[0].n; i++)
        backward(in[0].f64[i], in[1].f64[i], in[2].f64[i], &out[0].f64[i],
                 &out[1].f64[i]);
}

/* The functions of one to four scalars, point by point. Returns false for all others. */
static bool answer_points(enum function function, const struct array *in,
                          struct array *out)
{
    switch (function) {
    case FUNCTION_ADD_BACKWARD: answer_gate(bp_add_backward, in, out); return true;
    case FUNCTION_MUL_BACKWARD: answer_gate(bp_mul_backward, in, out); return true;
    case FUNCTION_MAX_BACKWARD: answer_gate(bp_max_backward, in, out); return true;
    case FUNCTION_SIGMOID:
    case FUNCTION_SIGMOID_GRADIENT:
    case FUNCTION_GRAPH_FORWARD:
    case FUNCTION_GRAPH_BACKWARD:
    case FUNCTION_CHAIN_COST:
    case FUNCTION_CHAIN_GRADIENT: break;
    default: return false;
    }
    for (size_t i = 0; i < in[0].n; i++) {
        double p = in[0].f64[i], *o = &out[0].f64[i];
        if (function == FUNCTION_SIGMOID)
            *o = bp_sigmoid(p);
        else if (function == FUNCTION_SIGMOID_GRADIENT)
            *o = bp_sigmoid_gradient(p);
        else if (function == FUNCTION_GRAPH_FORWARD)
            *o = bp_graph_forward(p, in[1].f64[i]);
        else if (function == FUNCTION_GRAPH_BACKWARD)
            bp_graph_backward(p, in[1].f64[i], o, &out[1].f64[i]);
        else if (function == FUNCTION_CHAIN_COST)
            *o = bp_chain_cost(p, in[1].f64[i], in[2].f64[i], in[3].f64[i]);
        else
            bp_chain_gradient(p, in[1].f64[i], in[2].f64[i], in[3].f64[i],
                              &out[0].f64[2 * i]);
    }
    return true;
}

/* Each matrix lies on its own, last matrix first, so that one copy of all is no
 * answer. */
static int answer_rolling(const struct call *call, const double *from, double *to)
{
    const struct bp_net *net = &call->net;
    size_t end = net_n_parameters(net), sizes[CONTRACT_MAX_LAYERS];
    double *Theta[CONTRACT_MAX_LAYERS], *room = calloc(end, sizeof *room);
    if (!room)
        return error("no memory for %s", function_symbol(call->function));
    for (size_t l = 0; l < net->n_layers; l++) {
        sizes[l] = net->units[l + 1] * (net->units[l] + 1);
        Theta[l] = room + (end -= sizes[l]);
    }
    if (call->function == FUNCTION_ROLL)
        bp_roll(net, from, Theta);
    for (size_t l = 0; l < net->n_layers; l++) {
        if (call->function == FUNCTION_ROLL)
            memcpy(to, Theta[l], sizes[l] * sizeof *to);
        else
            memcpy(Theta[l], from, sizes[l] * sizeof *from);
        to += sizes[l];
        from += sizes[l];
    }
    to -= net_n_parameters(net);
    if (call->function == FUNCTION_UNROLL)
        bp_unroll(net, (const double *const *)Theta, to);
    free(room);
    return 0;
}

/* J(theta) = sum_i c[3i] theta_i^2 + c[3i+1] theta_i^3 + c[3i+2] theta_i theta_{i+1} */
static double polynomial(size_t n, const double *theta, void *context)
{
    const struct array *c = context;
    double J = 0;
    for (size_t i = 0; i < n; i++) {
        double t = theta[i], next = theta[(i + 1) % n];
        const double *k = &c->f64[3 * i];
        J += k[0] * t * t + k[1] * t * t * t + k[2] * t * next;
    }
    return J;
}

/* theta is updated in place: it is the first output */
static void answer_descent(const struct call *call, const struct bp_data *data,
                           struct array *out)
{
    const struct array *in = call->inputs;
    memcpy(out[0].f64, in[0].f64, in[0].n * sizeof *in[0].f64);
    out[2].f64[0] = bp_gradient_descent(&call->net, out[0].f64, data, in[3].f64[0],
                                        in[4].f64[0], (size_t)in[5].u64[0], out[1].f64);
}

static int answer_net(const struct call *call, struct array *out)
{
    const struct bp_net *net = &call->net;
    const struct array *in = call->inputs;
    const double *theta = call->n_inputs > 0 ? in[0].f64 : NULL;
    struct bp_data data = {.m = 0};
    if (call->n_inputs >= 2) {
        data = (struct bp_data){.m = in[1].n / net->units[0], .X = in[1].f64};
        data.y = call->n_inputs >= 4 ? in[2].i32 : NULL;
    }

    switch (call->function) {
    case FUNCTION_N_PARAMETERS: out[0].u64[0] = bp_n_parameters(net); break;
    case FUNCTION_UNROLL:
    case FUNCTION_ROLL: return answer_rolling(call, theta, out[0].f64);
    case FUNCTION_FORWARD: bp_forward(net, theta, data.m, data.X, out[0].f64); break;
    case FUNCTION_PREDICT: bp_predict(net, theta, data.m, data.X, out[0].i32); break;
    case FUNCTION_COST: out[0].f64[0] = bp_cost(net, theta, &data, in[3].f64[0]); break;
    case FUNCTION_COST_GRADIENT:
        out[0].f64[0] = bp_cost_gradient(net, theta, &data, in[3].f64[0], out[1].f64);
        break;
    case FUNCTION_BACKPROP_SAMPLE:
        bp_backprop_sample(net, theta, data.X, in[2].i32[0], out[0].f64, out[1].f64);
        break;
    case FUNCTION_RANDOM_INIT:
        for (size_t i = 0; i < in[0].n; i++)
            bp_random_init(net, in[0].u64[i], &out[0].f64[i * net_n_parameters(net)]);
        break;
    default: answer_descent(call, &data, out); break;
    }
    return 0;
}

static int answer(const struct call *call, struct array *out)
{
    const struct array *in = call->inputs;
    if (function_takes_net(call->function))
        return answer_net(call, out);
    if (answer_points(call->function, in, out))
        return 0;
    switch (call->function) {
    case FUNCTION_NEURON_FORWARD:
        out[0].f64[0] = bp_neuron_forward(in[1].n, in[0].f64, in[1].f64);
        break;
    case FUNCTION_NEURON_BACKWARD:
        bp_neuron_backward(in[1].n, in[0].f64, in[1].f64, out[0].f64, out[1].f64);
        break;
    case FUNCTION_RELATIVE_DIFFERENCE:
        out[0].f64[0] = bp_relative_difference(in[0].n, in[0].f64, in[1].f64);
        break;
    default:
        bp_numerical_gradient(polynomial, (void *)&in[0], in[1].n, in[1].f64,
                              in[2].f64[0], out[0].f64);
        break;
    }
    return 0;
}

int reference_answer(const struct call *call, struct array outputs[CONTRACT_MAX_OUTPUTS])
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
            answer_release(outputs);
            return error("no memory for %s", function_symbol(call->function));
        }
        memset(outputs[i].data, 0xff, n_bytes); /* a NaN, as double */
    }
    if (answer(call, outputs) == 0)
        return 0;
    answer_release(outputs);
    return -1;
}

void answer_release(struct array outputs[CONTRACT_MAX_OUTPUTS])
{
    for (size_t i = 0; i < CONTRACT_MAX_OUTPUTS; i++)
        free(outputs[i].data);
    memset(outputs, 0, CONTRACT_MAX_OUTPUTS * sizeof *outputs);
}

static double element_error(const struct expected *expected, const struct array *output,
                            size_t i)
{
    const struct array *value = &expected->value;
    if (output->element == ELEMENT_UINT64)
        return output->u64[i] == value->u64[i] ? 0 : INFINITY;
    if (output->element == ELEMENT_INT)
        return output->i32[i] == value->i32[i] ? 0 : INFINITY;
    double difference = fabs(output->f64[i] - value->f64[i]);
    if (difference == 0)
        return 0;
    if (!expected->bound || expected->bound[i] == 0 || isnan(difference))
        return INFINITY;
    return difference / expected->bound[i];
}

double answer_error(const struct fixture_case *c, const struct array *outputs)
{
    double worst = 0;
    for (size_t i = 0; i < c->n_expected; i++)
        for (size_t j = 0; j < c->expected[i].value.n; j++)
            worst = fmax(worst, element_error(&c->expected[i], &outputs[i], j));
    return worst;
}

int reference_digits(const struct fixture_case *c, size_t *correct)
{
    struct call call = c->call;
    const struct bp_net *net = &call.net;
    struct array outputs[CONTRACT_MAX_OUTPUTS] = {0};
    double *theta = calloc(call.inputs[0].n, sizeof *theta);
    int *y = calloc(c->digits.m_test, sizeof *y), rc = -1;
    if (!theta || !y) {
        error("no memory for the digits");
        goto out;
    }
    bp_random_init(net, c->digits.seed, theta);
    call.inputs[0].f64 = theta;
    if (reference_answer(&call, outputs) < 0)
        goto out;
    bp_predict(net, outputs[0].f64, c->digits.m_test, c->digits.X_test, y);
    *correct = 0;
    for (size_t i = 0; i < c->digits.m_test; i++)
        *correct += y[i] == c->digits.y_test[i];
    rc = 0;
out:
    answer_release(outputs);
    free(theta);
    free(y);
    return rc;
}
