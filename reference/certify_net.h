/* certify_net.h: the functions of a net as bounded numbers: forward, cost,
 * backpropagation, gradient, descent, predict. */
#ifndef REFERENCE_CERTIFY_NET_H
#define REFERENCE_CERTIFY_NET_H

#include "bounded.h"
#include "certify.h"
#include "contract.h"

/* Evaluates a well shaped call of bp_forward, bp_cost, bp_backprop_sample,
 * bp_cost_gradient or bp_gradient_descent. out[i] holds as many elements as output i of
 * call_outputs(). Returns NULL, or what is wrong. */
const char *certify_net(const struct call *call, enum certify_loss kind,
                        struct bounded *const out[], long precision);

/* y[m], the labels that bp_predict gives. The winner's h must lead every other by four
 * times the errors of both; classes whose rows of Theta^(L) are the same bit for bit are
 * tied, and the lowest of them wins. Returns NULL, or what is wrong. */
const char *certify_predict(const struct call *call, int *y, long precision);

#endif
