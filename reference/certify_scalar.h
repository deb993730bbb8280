/* certify_scalar.h: the functions without a net, as bounded numbers: sigmoid, gates,
 * neuron, graph, chain, numerical gradient, relative difference. */
#ifndef REFERENCE_CERTIFY_SCALAR_H
#define REFERENCE_CERTIFY_SCALAR_H

#include "bounded.h"
#include "contract.h"

/* Evaluates a well shaped call. out[i] holds as many elements as output i of
 * call_outputs(). FUNCTION_ADD_BACKWARD and FUNCTION_MAX_BACKWARD are copies and not
 * among these. Returns NULL, or what is wrong. */
const char *certify_scalar(const struct call *call, struct bounded *const out[],
                           long precision);

#endif
