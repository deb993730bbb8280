/* the steps are made in a copy of theta that is thrown away */
#include "backprop.h"

static double descend_in_copy(const struct bp_net *net, const double *theta,
                              const struct bp_data *data, double lambda, double alpha,
                              size_t iterations, double *history);

#define DESCENT(net, theta, data, lambda, alpha, iterations, history) \
    descend_in_copy(net, theta, data, lambda, alpha, iterations, history)

#include "training.h"

static double descend_in_copy(const struct bp_net *net, const double *theta,
                              const struct bp_data *data, double lambda, double alpha,
                              size_t iterations, double *history)
{
    size_t n = bp_n_parameters(net);
    double *copy = training_room(n);
    memcpy(copy, theta, n * sizeof *copy);
    double J = descend(net, copy, data, lambda, alpha, iterations, history);
    free(copy);
    return J;
}
