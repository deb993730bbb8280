/* batch.h: cost and gradient of many samples at once: what backprop.c does sample by sample, as the lecture does it,
 * is here a matrix product for each layer and direction (product.h), over blocks of samples. */
#ifndef REFERENCE_BATCH_H
#define REFERENCE_BATCH_H

#include "backprop.h"

/* Samples in a block: enough for a product to pay, few enough for X to be still in the cache when the gradient is
 * taken from it (2.4 MB of 784 pixels). Between 192 and 2048 the time is much the same. */
enum { BATCH_BLOCK = 384 };

/* Returns J and writes its gradient, as bp_cost_gradient() of backprop.h does, by the same formulas: any number of
 * layers, both outputs, |z| up to 1e3. The two agree to rounding, relative to the terms that make them up: sums are
 * taken in another order.
 *
 * Layers have at most INT_MAX - 1 units, as the interface of BLAS has it. Allocates, and frees, room for the
 * activations and error terms of one block, however large m is; ends by abort() where there is no memory. */
double batch_cost_gradient(const struct bp_net *net, const double *theta,
                           const struct bp_data *data, double lambda, double *grad);

#endif
