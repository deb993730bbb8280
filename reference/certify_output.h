/* certify_output.h: the output layer and its loss as bounded numbers. */
#ifndef REFERENCE_CERTIFY_OUTPUT_H
#define REFERENCE_CERTIFY_OUTPUT_H

#include "backprop.h"
#include "bounded.h"
#include "certify.h"

/* h_k = e^{z_k} / sum_j e^{z_j} and rest_k = 1 - h_k, with any shift of z or none. */
void softmax_outputs(struct bounded *h, struct bounded *rest, const struct bounded *z,
                     size_t K, long precision);

/* Adds the loss of one sample to a sum: K terms of one-vs-all, one of softmax. Returns
 * NULL, or what is wrong: kind is CERTIFY_PLAIN, and the net is so saturated that code
 * which takes the logarithm of h or of 1 - h would not be finite. */
const char *add_loss(struct bounded_sum *loss, enum bp_output output,
                     enum certify_loss kind, size_t K, const struct bounded *z,
                     const struct bounded *h, const struct bounded *rest, size_t label,
                     long precision);

#endif
