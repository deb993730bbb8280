/* Counts the layers down in the net itself. The answer is right, and the net is not
 * the one that it was. */
#include "backprop.h"

size_t bp_n_parameters(const struct bp_net *net)
{
    struct bp_net *own = (struct bp_net *)net;
    size_t n = 0;
    for (; own->n_layers > 0; own->n_layers--)
        n += own->units[own->n_layers] * (own->units[own->n_layers - 1] + 1);
    return n;
}
