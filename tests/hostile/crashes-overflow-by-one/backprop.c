/* Writes one number behind its output. A weak grader's buffer has room for it. */
#include "backprop.h"
#include <string.h>

size_t bp_n_parameters(const struct bp_net *net)
{
    size_t n = 0;
    for (size_t l = 0; l < net->n_layers; l++)
        n += net->units[l + 1] * (net->units[l] + 1);
    return n;
}

void bp_unroll(const struct bp_net *net, const double *const Theta[], double *theta)
{
    double *to = theta;
    for (size_t l = 0; l < net->n_layers; l++) {
        size_t n = net->units[l + 1] * (net->units[l] + 1);
        memcpy(to, Theta[l], n * sizeof *to);
        to += n;
    }
    *to = 0;
}

void bp_roll(const struct bp_net *net, const double *theta, double *const Theta[])
{
    for (size_t l = 0; l < net->n_layers; l++) {
        size_t n = net->units[l + 1] * (net->units[l] + 1);
        memcpy(Theta[l], theta, n * sizeof *theta);
        theta += n;
    }
}
