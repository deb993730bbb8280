/* Adds the bias to the numbers of units themselves. */
#include "backprop.h"

size_t bp_n_parameters(const struct bp_net *net)
{
    size_t *units = (size_t *)net->units, n = 0;
    for (size_t l = 0; l < net->n_layers; l++) {
        units[l]++;
        n += units[l + 1] * units[l];
    }
    return n;
}
