/* propagation.h: one sample forward and backward through a net, in bounded numbers. */
#ifndef REFERENCE_PROPAGATION_H
#define REFERENCE_PROPAGATION_H

#include "bounded.h"
#include "certify.h"
#include "contract.h"

/* A net at one theta, one sample at a time. Activations of the layers 1..L lie one behind
 * the other. */
struct propagation {
    const struct bp_net *net;
    enum certify_loss kind;
    long precision;
    size_t n_inputs, n_activations, n_theta, K;
    struct bounded *theta, *x;
    struct bounded *z, *a, *rest, *slope, *delta; /* rest = 1 - a, slope = g'(z) */
    struct bounded_sum *Delta; /* n_theta: sum over samples of delta [1; a]^T */
    struct bounded_sum *loss, *penalty, *scratch;
    struct bounded *gradient; /* n_theta */
};

/* At the theta of the call's first input; the net is borrowed. Returns NULL, or what is
 * wrong, with nothing to release. */
const char *propagation_init(struct propagation *p, const struct call *call,
                             enum certify_loss kind, long precision);
void propagation_release(struct propagation *p);

/* z, a, rest and, in sigmoid layers, slope of the sample x. */
void propagation_forward(struct propagation *p, const double *x);

/* delta of the same sample: delta^(L) = h - y,
 * delta^(l) = (Theta^(l+1) without column 0)^T delta^(l+1) .* g'(z^(l)). */
void propagation_backward(struct propagation *p, size_t label);

/* Delta^(l) += delta^(l) [1; a^(l-1)]^T */
void propagation_accumulate(struct propagation *p);

#endif
