/* contract.h: the functions of the exercise as data: which inputs each takes, which outputs
 * it gives, and of which shape. The fixture reader, the session and the worker agree on calls
 * through this table alone; student_template/backprop.h states the same in C.
 *
 * The functions of one to four scalars (gates, graph, chain, sigmoid) are called once for every
 * element of their inputs, so that one call of ours holds many points.
 */
#ifndef GRADER_CONTRACT_H
#define GRADER_CONTRACT_H

#include "backprop.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum function {
    FUNCTION_SIGMOID,          /* z[p] -> g[p] */
    FUNCTION_SIGMOID_GRADIENT, /* z[p] -> dg[p] */
    FUNCTION_ADD_BACKWARD,     /* x[p] y[p] df[p] -> dx[p] dy[p] */
    FUNCTION_MUL_BACKWARD,     /* alike */
    FUNCTION_MAX_BACKWARD,     /* alike */
    FUNCTION_NEURON_FORWARD,   /* w[n+1] x[n] -> f[1] */
    FUNCTION_NEURON_BACKWARD,  /* w[n+1] x[n] -> dw[n+1] dx[n] */
    FUNCTION_GRAPH_FORWARD,    /* x[p] y[p] -> f[p] */
    FUNCTION_GRAPH_BACKWARD,   /* x[p] y[p] -> dx[p] dy[p] */
    FUNCTION_CHAIN_COST,       /* x[p] y[p] theta1[p] theta2[p] -> E[p] */
    FUNCTION_CHAIN_GRADIENT,   /* alike -> grad[2p], the two of a point side by side */
    FUNCTION_N_PARAMETERS,     /* net -> n[1] */
    FUNCTION_UNROLL,           /* net Theta[n] -> theta[n]; each matrix lies on its own */
    FUNCTION_ROLL,             /* net theta[n] -> Theta[n]; each matrix lies on its own */
    FUNCTION_FORWARD,          /* net theta[n] X[m s_0] -> H[m K] */
    FUNCTION_COST,             /* net theta[n] X[m s_0] y[m] lambda[1] -> J[1] */
    FUNCTION_BACKPROP_SAMPLE, /* net theta[n] x[s_0] label[1] -> a[s_1+..+s_L] delta[same] */
    FUNCTION_COST_GRADIENT, /* net theta[n] X[m s_0] y[m] lambda[1] -> J[1] grad[n] */
    FUNCTION_NUMERICAL_GRADIENT, /* coefficients[3n] theta[n] epsilon[1] -> grad[n]; see below */
    FUNCTION_RELATIVE_DIFFERENCE, /* a[n] b[n] -> d[1] */
    FUNCTION_RANDOM_INIT,         /* net seed[p] -> theta[p n], a vector for each seed */
    FUNCTION_GRADIENT_DESCENT, /* net theta[n] X[m s_0] y[m] lambda[1] alpha[1] iterations[1]
                                     -> theta[n] history[iterations] J[1] */
    FUNCTION_PREDICT,          /* net theta[n] X[m s_0] -> y[m] */

    /* The same functions of the contract, called p times in one request: at each of p vectors
     * theta, with a lambda for each. Fixtures hold none of these; checks call them. */
    FUNCTION_COSTS,          /* net theta[p n] X[m s_0] y[m] lambda[p] -> J[p] */
    FUNCTION_COST_GRADIENTS, /* alike -> J[p] grad[p n] */
    FUNCTION_COUNT
};

/* The J that bp_numerical_gradient is given, with c = coefficients (3 for each parameter) and
 * theta_n standing for theta_0:
 *   J(theta) = sum_i c[3i] theta_i^2 + c[3i+1] theta_i^3 + c[3i+2] theta_i theta_{i+1}
 * A polynomial, so that no machine's libm has a part in it. */

enum element { ELEMENT_DOUBLE, ELEMENT_INT, ELEMENT_UINT64 };

/* Bytes of one element: 8, sizeof(int) or 8. */
size_t element_size(enum element element);

enum { CONTRACT_MAX_INPUTS = 6, CONTRACT_MAX_OUTPUTS = 3, CONTRACT_MAX_LAYERS = 64 };

/* A named array: one input or output of a function. */
struct array {
    const char
        *name; /* the contract's name of the argument: "theta", "X"; static storage */
    enum element element;
    size_t n; /* elements, >= 0 */
    union {
        void *data;
        double *f64;
        int *i32;
        uint64_t *u64;
    };
};

/* Element I as a double, whatever its type. */
double array_number(const struct array *array, size_t i);

/* The arguments of one call. Inputs stand in the order of the table above. The net is meant
 * only where function_takes_net() says so. */
struct call {
    enum function function;
    struct bp_net net;
    size_t n_inputs;
    struct array inputs[CONTRACT_MAX_INPUTS];
};

/* Samples in the input X; 1 where there is no X. */
size_t call_n_samples(const struct call *call);

/* "bp_sigmoid", the symbol a submission defines. */
const char *function_symbol(enum function function);

/* The function that a fixture names by this symbol, or FUNCTION_COUNT. */
enum function function_by_symbol(const char *symbol);

bool function_takes_net(enum function function);
size_t function_n_inputs(enum function function);
const char *function_input_name(enum function function, size_t i);
enum element function_input_element(enum function function, size_t i);
size_t function_n_outputs(enum function function);

/* The entries of theta: sum over l of s_l (s_{l-1} + 1). 0 where that exceeds CALL_MAX_ELEMENTS
 * or a layer has no unit. */
size_t net_n_parameters(const struct bp_net *net);

/* Where entry I of theta lies: Theta^(layer), layers from 1, rows and columns from 0. */
struct net_place {
    size_t layer, row, column;
};
struct net_place net_place(const struct bp_net *net, size_t i);

/* Units of the layers 1..L together. */
size_t net_n_activations(const struct bp_net *net);

enum { CALL_MAX_ELEMENTS = 1 << 21 }; /* of all arrays of a call together: 16 MiB */

/* Checks that the inputs of CALL have the counts, and the labels, seeds and iterations the
 * values, that the function's shapes ask for. On success fills outputs (name, element, n, with
 * data NULL), *n_outputs of them, and returns NULL; else returns one line that says what is
 * wrong, in static storage. */
const char *call_outputs(const struct call *call,
                         struct array outputs[CONTRACT_MAX_OUTPUTS], size_t *n_outputs);

#endif
