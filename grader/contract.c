#include "contract.h"

#include <string.h>

struct argument {
    const char *name;
    enum element element;
};

struct function_shape {
    const char *symbol;
    bool takes_net;
    size_t n_inputs, n_outputs;
    struct argument inputs[CONTRACT_MAX_INPUTS];
    struct argument outputs[CONTRACT_MAX_OUTPUTS];
};

#define F64(name)            \
    {                        \
        name, ELEMENT_DOUBLE \
    }
#define INT(name)         \
    {                     \
        name, ELEMENT_INT \
    }
#define U64(name)            \
    {                        \
        name, ELEMENT_UINT64 \
    }
#define NET_DATA F64("theta"), F64("X"), INT("y"), F64("lambda")

/* clang-format off */
static const struct function_shape shapes[FUNCTION_COUNT] = {
    [FUNCTION_SIGMOID] = {"bp_sigmoid", false, 1, 1, {F64("z")}, {F64("g")}},
    [FUNCTION_SIGMOID_GRADIENT] =
        {"bp_sigmoid_gradient", false, 1, 1, {F64("z")}, {F64("dg")}},
    [FUNCTION_ADD_BACKWARD] =
        {"bp_add_backward", false, 3, 2, {F64("x"), F64("y"), F64("df")}, {F64("dx"), F64("dy")}},
    [FUNCTION_MUL_BACKWARD] =
        {"bp_mul_backward", false, 3, 2, {F64("x"), F64("y"), F64("df")}, {F64("dx"), F64("dy")}},
    [FUNCTION_MAX_BACKWARD] =
        {"bp_max_backward", false, 3, 2, {F64("x"), F64("y"), F64("df")}, {F64("dx"), F64("dy")}},
    [FUNCTION_NEURON_FORWARD] =
        {"bp_neuron_forward", false, 2, 1, {F64("w"), F64("x")}, {F64("f")}},
    [FUNCTION_NEURON_BACKWARD] =
        {"bp_neuron_backward", false, 2, 2, {F64("w"), F64("x")}, {F64("dw"), F64("dx")}},
    [FUNCTION_GRAPH_FORWARD] =
        {"bp_graph_forward", false, 2, 1, {F64("x"), F64("y")}, {F64("f")}},
    [FUNCTION_GRAPH_BACKWARD] =
        {"bp_graph_backward", false, 2, 2, {F64("x"), F64("y")}, {F64("dx"), F64("dy")}},
    [FUNCTION_CHAIN_COST] =
        {"bp_chain_cost", false, 4, 1,
         {F64("x"), F64("y"), F64("theta1"), F64("theta2")}, {F64("E")}},
    [FUNCTION_CHAIN_GRADIENT] =
        {"bp_chain_gradient", false, 4, 1,
         {F64("x"), F64("y"), F64("theta1"), F64("theta2")}, {F64("grad")}},
    [FUNCTION_N_PARAMETERS] = {"bp_n_parameters", true, 0, 1, {{0}}, {U64("n")}},
    [FUNCTION_UNROLL] = {"bp_unroll", true, 1, 1, {F64("Theta")}, {F64("theta")}},
    [FUNCTION_ROLL] = {"bp_roll", true, 1, 1, {F64("theta")}, {F64("Theta")}},
    [FUNCTION_FORWARD] = {"bp_forward", true, 2, 1, {F64("theta"), F64("X")}, {F64("H")}},
    [FUNCTION_COST] = {"bp_cost", true, 4, 1, {NET_DATA}, {F64("J")}},
    [FUNCTION_BACKPROP_SAMPLE] =
        {"bp_backprop_sample", true, 3, 2,
         {F64("theta"), F64("x"), INT("label")}, {F64("a"), F64("delta")}},
    [FUNCTION_COST_GRADIENT] =
        {"bp_cost_gradient", true, 4, 2, {NET_DATA}, {F64("J"), F64("grad")}},
    [FUNCTION_NUMERICAL_GRADIENT] =
        {"bp_numerical_gradient", false, 3, 1,
         {F64("coefficients"), F64("theta"), F64("epsilon")}, {F64("grad")}},
    [FUNCTION_RELATIVE_DIFFERENCE] =
        {"bp_relative_difference", false, 2, 1, {F64("a"), F64("b")}, {F64("d")}},
    [FUNCTION_RANDOM_INIT] = {"bp_random_init", true, 1, 1, {U64("seed")}, {F64("theta")}},
    [FUNCTION_GRADIENT_DESCENT] =
        {"bp_gradient_descent", true, 6, 3,
         {NET_DATA, F64("alpha"), U64("iterations")},
         {F64("theta"), F64("history"), F64("J")}},
    [FUNCTION_PREDICT] = {"bp_predict", true, 2, 1, {F64("theta"), F64("X")}, {INT("y")}},
    [FUNCTION_COSTS] = {"bp_cost", true, 4, 1, {NET_DATA}, {F64("J")}},
    [FUNCTION_COST_GRADIENTS] =
        {"bp_cost_gradient", true, 4, 2, {NET_DATA}, {F64("J"), F64("grad")}},
};
/* clang-format on */

size_t element_size(enum element element)
{
    return element == ELEMENT_INT ? sizeof(int) : 8;
}

double array_number(const struct array *array, size_t i)
{
    switch (array->element) {
    case ELEMENT_INT: return array->i32[i];
    case ELEMENT_UINT64: return (double)array->u64[i];
    default: return array->f64[i];
    }
}

size_t call_n_samples(const struct call *call)
{
    for (size_t i = 0; i < call->n_inputs && shapes[call->function].takes_net; i++)
        if (strcmp(call->inputs[i].name, "X") == 0)
            return call->inputs[i].n / call->net.units[0];
    return 1;
}

const char *function_symbol(enum function function)
{
    return shapes[function].symbol;
}

enum function function_by_symbol(const char *symbol)
{
    int f = 0;
    while (f < FUNCTION_COUNT && strcmp(shapes[f].symbol, symbol) != 0)
        f++;
    return (enum function)f;
}

bool function_takes_net(enum function function)
{
    return shapes[function].takes_net;
}

size_t function_n_inputs(enum function function)
{
    return shapes[function].n_inputs;
}

const char *function_input_name(enum function function, size_t i)
{
    return shapes[function].inputs[i].name;
}

enum element function_input_element(enum function function, size_t i)
{
    return shapes[function].inputs[i].element;
}

size_t function_n_outputs(enum function function)
{
    return shapes[function].n_outputs;
}

size_t net_n_parameters(const struct bp_net *net)
{
    size_t n = 0;
    for (size_t l = 1; l <= net->n_layers; l++) {
        size_t rows = net->units[l], columns = net->units[l - 1];
        if (rows == 0 || columns == 0 || rows > CALL_MAX_ELEMENTS ||
            columns >= CALL_MAX_ELEMENTS)
            return 0;
        n += rows * (columns + 1);
        if (n > CALL_MAX_ELEMENTS)
            return 0;
    }
    return n;
}

struct net_place net_place(const struct bp_net *net, size_t i)
{
    size_t l = 1, columns = net->units[0] + 1;
    while (l < net->n_layers && i >= net->units[l] * columns) {
        i -= net->units[l] * columns;
        columns = net->units[l] + 1;
        l++;
    }
    return (struct net_place){.layer = l, .row = i / columns, .column = i % columns};
}

size_t net_n_activations(const struct bp_net *net)
{
    size_t n = 0;
    for (size_t l = 1; l <= net->n_layers; l++)
        n += net->units[l];
    return n;
}

static const char *check_net(const struct bp_net *net)
{
    if (net->n_layers < 1 || net->n_layers > CONTRACT_MAX_LAYERS)
        return "the net has no layer, or more than 64";
    if (net_n_parameters(net) == 0)
        return "the net has a layer without units, or is too large";
    if (net->output != BP_ONE_VS_ALL && net->output != BP_SOFTMAX)
        return "the net's output is neither one-vs-all nor softmax";
    return NULL;
}

/* X is m x s_0; gives m. */
static const char *check_samples(const struct call *call, const struct array *X,
                                 size_t *m)
{
    size_t s_0 = call->net.units[0];
    if (X->n == 0 || X->n % s_0 != 0)
        return "X does not hold whole samples of units[0] numbers";
    *m = X->n / s_0;
    return NULL;
}

static const char *check_labels(const struct call *call, const struct array *y)
{
    size_t K = call->net.units[call->net.n_layers];
    for (size_t i = 0; i < y->n; i++)
        if (y->i32[i] < 0 || (size_t)y->i32[i] >= K)
            return "a label is not in 0..K-1";
    return NULL;
}

/* theta, X, y, lambda: what cost, gradient and descent have in common. */
static const char *check_net_data(const struct call *call)
{
    const struct array *in = call->inputs;
    size_t m = 0;
    const char *wrong = check_samples(call, &in[1], &m);
    if (wrong)
        return wrong;
    if (in[2].n != m)
        return "y does not have a label for each sample of X";
    if (in[3].n != 1)
        return "lambda is not one number";
    return check_labels(call, &in[2]);
}

static const char *shape_of_scalars(const struct call *call, struct array *out)
{
    size_t p = call->inputs[0].n;
    for (size_t i = 0; i < call->n_inputs; i++)
        if (call->inputs[i].n != p || p == 0)
            return "the inputs do not have the same, positive number of points";
    for (size_t i = 0; i < function_n_outputs(call->function); i++)
        out[i].n = call->function == FUNCTION_CHAIN_GRADIENT ? 2 * p : p;
    return NULL;
}

static const char *shape_of_neuron(const struct call *call, struct array *out)
{
    size_t n = call->inputs[1].n;
    if (n == 0 || call->inputs[0].n != n + 1)
        return "w does not have one entry more than x";
    out[0].n = call->function == FUNCTION_NEURON_FORWARD ? 1 : n + 1;
    out[1].n = n;
    return NULL;
}

static const char *shape_of_vectors(const struct call *call, struct array *out)
{
    const struct array *in = call->inputs;
    size_t n = in[1].n;
    out[0].n = 1;
    if (call->function == FUNCTION_RELATIVE_DIFFERENCE)
        return n > 0 && in[0].n == n ? NULL
                                     : "a and b do not have the same, positive size";
    out[0].n = n;
    if (n == 0 || in[0].n != 3 * n)
        return "there are not three coefficients for each entry of theta";
    return in[2].n == 1 && in[2].f64[0] > 0 ? NULL : "epsilon is not one positive number";
}

static const char *shape_of_descent(const struct call *call, struct array *out)
{
    const struct array *in = call->inputs;
    const char *wrong = check_net_data(call);
    if (wrong)
        return wrong;
    if (in[4].n != 1 || in[5].n != 1 || in[5].u64[0] > CALL_MAX_ELEMENTS)
        return "alpha and iterations are not one number each, or too large";
    out[0].n = in[0].n;
    out[1].n = (size_t)in[5].u64[0];
    out[2].n = 1;
    return NULL;
}

/* p vectors theta, each with its lambda. */
static const char *shape_of_many(const struct call *call, struct array *out)
{
    const struct array *in = call->inputs;
    size_t n = net_n_parameters(&call->net), p = in[3].n, m = 0;
    if (p == 0 || p > CALL_MAX_ELEMENTS / n || in[0].n != p * n)
        return "theta does not hold a vector for each lambda";
    const char *wrong = check_samples(call, &in[1], &m);
    if (wrong)
        return wrong;
    out[0].n = p;
    out[1].n = p * n;
    return in[2].n == m ? check_labels(call, &in[2])
                        : "y does not have a label for each sample of X";
}

static const char *shape_with_net(const struct call *call, struct array *out)
{
    const struct bp_net *net = &call->net;
    const struct array *in = call->inputs;
    size_t n = net_n_parameters(net), m = 0;
    const char *wrong = NULL;

    if (call->function == FUNCTION_N_PARAMETERS) {
        out[0].n = 1;
        return NULL;
    }
    if (call->function == FUNCTION_RANDOM_INIT) {
        if (in[0].n == 0 || in[0].n > CALL_MAX_ELEMENTS / n)
            return "there is no seed, or there are too many";
        out[0].n = in[0].n * n;
        return NULL;
    }
    if (call->function >= FUNCTION_COSTS)
        return shape_of_many(call, out);
    if (in[0].n != n)
        return "theta does not have sum of s_l (s_{l-1} + 1) entries";

    switch (call->function) {
    case FUNCTION_UNROLL:
    case FUNCTION_ROLL: out[0].n = n; return NULL;
    case FUNCTION_FORWARD:
    case FUNCTION_PREDICT:
        wrong = check_samples(call, &in[1], &m);
        out[0].n = call->function == FUNCTION_PREDICT ? m : m * net->units[net->n_layers];
        return wrong;
    case FUNCTION_BACKPROP_SAMPLE:
        out[0].n = out[1].n = net_n_activations(net);
        if (in[1].n != net->units[0] || in[2].n != 1)
            return "x is not one sample, or label not one label";
        return check_labels(call, &in[2]);
    case FUNCTION_COST:
    case FUNCTION_COST_GRADIENT:
        out[0].n = 1;
        out[1].n = n;
        return check_net_data(call);
    default: return shape_of_descent(call, out);
    }
}

const char *call_outputs(const struct call *call,
                         struct array outputs[CONTRACT_MAX_OUTPUTS], size_t *n_outputs)
{
    const struct function_shape *shape = &shapes[call->function];
    const char *wrong = shape->takes_net ? check_net(&call->net) : NULL;
    if (wrong)
        return wrong;

    size_t elements = 0;
    if (call->n_inputs != shape->n_inputs)
        return "an input is missing";
    for (size_t i = 0; i < call->n_inputs; i++) {
        if (call->inputs[i].element != shape->inputs[i].element)
            return "an input has another type of element";
        if (call->inputs[i].n > CALL_MAX_ELEMENTS - elements)
            return "the inputs are too large";
        elements += call->inputs[i].n;
    }

    *n_outputs = shape->n_outputs;
    for (size_t i = 0; i < shape->n_outputs; i++)
        outputs[i] = (struct array){.name = shape->outputs[i].name,
                                    .element = shape->outputs[i].element};
    if (shape->takes_net)
        wrong = shape_with_net(call, outputs);
    else if (call->function == FUNCTION_NEURON_FORWARD ||
             call->function == FUNCTION_NEURON_BACKWARD)
        wrong = shape_of_neuron(call, outputs);
    else if (call->function == FUNCTION_NUMERICAL_GRADIENT ||
             call->function == FUNCTION_RELATIVE_DIFFERENCE)
        wrong = shape_of_vectors(call, outputs);
    else
        wrong = shape_of_scalars(call, outputs);
    for (size_t i = 0; !wrong && i < shape->n_outputs; i++) {
        if (outputs[i].n > CALL_MAX_ELEMENTS - elements)
            return "the outputs are too large";
        elements += outputs[i].n;
    }
    return wrong;
}
