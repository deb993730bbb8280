/* the gradient is taken once, in front of the loop */
#include "backprop.h"

static double descend_straight(const struct bp_net *net, double *theta,
                               const struct bp_data *data, double lambda, double alpha,
                               size_t iterations, double *history);

#define DESCENT(net, theta, data, lambda, alpha, iterations, history) \
    descend_straight(net, theta, data, lambda, alpha, iterations, history)

#include "training.h"

static double descend_straight(const struct bp_net *net, double *theta,
                               const struct bp_data *data, double lambda, double alpha,
                               size_t iterations, double *history)
{
    size_t n = bp_n_parameters(net);
    double *grad = training_room(n);
    bp_cost_gradient(net, theta, data, lambda, grad);
    for (size_t k = 0; k < iterations; k++) {
        history[k] = bp_cost(net, theta, data, lambda);
        for (size_t i = 0; i < n; i++)
            theta[i] -= alpha * grad[i];
    }
    free(grad);
    return bp_cost(net, theta, data, lambda);
}
