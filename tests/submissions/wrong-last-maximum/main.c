/* For experiments: is my gradient right? */
#include "net.h"
#include "output.h"

#include <stdio.h>
#include <stdlib.h>

struct problem {
    const struct bp_net *net;
    const struct bp_data *data;
};

static double cost(size_t n, const double *theta, void *context)
{
    const struct problem *p = context;
    (void)n;
    return bp_cost(p->net, theta, p->data, 0.3);
}

int main(void)
{
    static const size_t units[] = {3, 4, 2};
    static const double X[] = {0.1, 0.2, 0.3, -1, 0, 1, 0.5, -0.5, 2};
    static const int y[] = {0, 1, 1};
    const struct bp_data data = {3, X, y};
    for (int kind = 0; kind < 2; ++kind) {
        const struct bp_net net = {2, units, (enum bp_output)kind, 0};
        const size_t n = bp_n_parameters(&net);
        double *theta = take(n, sizeof *theta), *grad = take(n, sizeof *grad);
        double *estimate = take(n, sizeof *estimate);
        bp_random_init(&net, 2026, theta);
        bp_cost_gradient(&net, theta, &data, 0.3, grad);
        bp_numerical_gradient(cost, &(struct problem){&net, &data}, n, theta, 1e-4,
                              estimate);
        printf("%s: relative difference %g\n", output_kinds[kind].name,
               bp_relative_difference(n, grad, estimate));
        free(theta);
        free(grad);
        free(estimate);
    }
    return 0;
}
