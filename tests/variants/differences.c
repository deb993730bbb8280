/* differences.c: the gradient by differences of the cost, with steps of -DSTEP: central ones, or
 * (-DEIGHTH) the central formula of eighth order: B. Fornberg, "Generation of finite difference
 * formulas on arbitrarily spaced grids", Math. Comp. 51 (1988), table 1. */
#include "reference.h"

#ifdef EIGHTH
static const double weights[] = {4.0 / 5, -1.0 / 5, 4.0 / 105, -1.0 / 280};
#else
static const double weights[] = {1.0 / 2};
#endif

enum { N_WEIGHTS = sizeof weights / sizeof *weights };

double bp_cost(const struct bp_net *net, const double *theta, const struct bp_data *data,
               double lambda)
{
    return reference_cost(net, theta, data, lambda);
}

double bp_cost_gradient(const struct bp_net *net, const double *theta,
                        const struct bp_data *data, double lambda, double *grad)
{
    size_t n = bp_n_parameters(net);
    double *moved = allocate(n);
    memcpy(moved, theta, n * sizeof *moved);
    for (size_t i = 0; i < n; i++) {
        double sum = 0;
        for (size_t k = 0; k < N_WEIGHTS; k++) {
            double step = (double)(k + 1) * STEP;
            moved[i] = theta[i] + step;
            double above = bp_cost(net, moved, data, lambda);
            moved[i] = theta[i] - step;
            sum += weights[k] * (above - bp_cost(net, moved, data, lambda));
        }
        moved[i] = theta[i];
        grad[i] = sum / STEP;
    }
    free(moved);
    return bp_cost(net, theta, data, lambda);
}

#include "descent.h"
