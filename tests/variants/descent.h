/* descent.h: bp_gradient_descent over the bp_cost and bp_cost_gradient of the file that
 * includes it: the reference's own is bound to the reference's. */
#ifndef VARIANTS_DESCENT_H
#define VARIANTS_DESCENT_H

#include "backprop.h"

#include <stdlib.h>

double bp_gradient_descent(const struct bp_net *net, double *theta,
                           const struct bp_data *data, double lambda, double alpha,
                           size_t iterations, double *history)
{
    size_t n = bp_n_parameters(net);
    double *grad = malloc(n * sizeof *grad);
    if (!grad)
        abort();
    for (size_t k = 0; k < iterations; k++) {
        history[k] = bp_cost_gradient(net, theta, data, lambda, grad);
        for (size_t i = 0; i < n; i++)
            theta[i] -= alpha * grad[i];
    }
    free(grad);
    return bp_cost(net, theta, data, lambda);
}

#endif
