/* returned is the cost after one step more than theta has made */
#include "backprop.h"

static double descend_and_look_late(const struct bp_net *net, double *theta,
                                    const struct bp_data *data, double lambda,
                                    double alpha, size_t iterations, double *history);

#define DESCENT(net, theta, data, lambda, alpha, iterations, history) \
    descend_and_look_late(net, theta, data, lambda, alpha, iterations, history)

#include "training.h"

static double descend_and_look_late(const struct bp_net *net, double *theta,
                                    const struct bp_data *data, double lambda,
                                    double alpha, size_t iterations, double *history)
{
    double before;
    descend(net, theta, data, lambda, alpha, iterations, history);

    size_t n = bp_n_parameters(net);
    double *later = training_room(n);
    memcpy(later, theta, n * sizeof *later);
    double J = descend(net, later, data, lambda, alpha, 1, &before);
    free(later);
    return J;
}
