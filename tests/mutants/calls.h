/* calls.h: the functions of the contract, called with a trial's inputs. */
#ifndef TESTS_MUTANTS_CALLS_H
#define TESTS_MUTANTS_CALLS_H

#include "trial.h"

#define BP_FUNCTIONS(F)       \
    F(bp_sigmoid)             \
    F(bp_sigmoid_gradient)    \
    F(bp_add_backward)        \
    F(bp_mul_backward)        \
    F(bp_max_backward)        \
    F(bp_neuron_forward)      \
    F(bp_neuron_backward)     \
    F(bp_graph_forward)       \
    F(bp_graph_backward)      \
    F(bp_chain_cost)          \
    F(bp_chain_gradient)      \
    F(bp_n_parameters)        \
    F(bp_unroll)              \
    F(bp_roll)                \
    F(bp_forward)             \
    F(bp_cost)                \
    F(bp_backprop_sample)     \
    F(bp_cost_gradient)       \
    F(bp_numerical_gradient)  \
    F(bp_relative_difference) \
    F(bp_random_init)         \
    F(bp_gradient_descent)    \
    F(bp_predict)

/* The functions of a shared object. */
struct functions {
#define MEMBER(name) __typeof__(name) *(name);
    BP_FUNCTIONS(MEMBER)
#undef MEMBER
};

enum { ANSWER_VALUES = 2048 };

/* What a function wrote and returned, whole numbers too. Before a call every value is
 * filled with a number that no function gives; between two outputs one value stays free,
 * so that what is not written, or written behind the end, is a difference. */
struct answer {
    size_t n;
    double values[ANSWER_VALUES];
    double
        scales[ANSWER_VALUES]; /* of the terms that make the value up; 0: it is exact */
};

/* A function, and the kinds of trials that the contract allows for it. */
struct call {
    const char *name;
    void (*run)(const struct functions *f, const struct trial *trial,
                struct answer *answer);
    unsigned kinds; /* of enum trial_kind */
};

extern const struct call calls[];
extern const size_t n_calls;

#endif
