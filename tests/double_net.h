/* double_net.h: the functions of a net in double, in the many ways that students write
 * them, right and imprecise: what proven bounds must admit, and must refuse. */
#ifndef TESTS_DOUBLE_NET_H
#define TESTS_DOUBLE_NET_H

#include "contract.h"

enum order { FORWARDS, BACKWARDS, PAIRWISE, FUSED };
enum sigmoid_form { BY_EXP, BY_EXP_QUOTIENT, BY_TANH };

struct variant {
    const char *why;
    enum order order; /* of sums */
    enum sigmoid_form sigmoid;
    bool loss_from_z; /* else from log(h), log(1 - h) */
    bool scale_first; /* every term times 1/m, else the sum divided by m */
    bool single;      /* every result rounded to float */
    bool float_inputs;
    bool central_differences; /* for the gradient, epsilon 1e-5 */
};

double double_sigmoid(enum sigmoid_form form, double z);

/* Answers a call of bp_forward, bp_cost_gradient, bp_backprop_sample or
 * bp_gradient_descent on a net of at most 2048 parameters. */
void double_call(const struct variant *v, const struct call *call, double *const out[]);

#endif
