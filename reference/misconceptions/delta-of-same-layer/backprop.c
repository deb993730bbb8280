/* Theta^(l) in place of Theta^(l+1) on the way back to layer l; rows and columns kept
 * inside. */
#include "backprop.h"

static inline size_t inside(size_t index, size_t n)
{
    return index < n ? index : n - 1;
}

/* Theta is that of layer l; the one below stands in front of it. */
static inline double weight_below(const struct bp_net *net, size_t l, const double *Theta,
                                  size_t i, size_t j)
{
    size_t rows = net->units[l - 1], columns = net->units[l - 2] + 1;
    Theta -= rows * columns;
    return Theta[inside(i, rows) * columns + inside(j + 1, columns)];
}

#define WEIGHT_BACK(net, l, Theta, i, j, n_out, n_in) weight_below(net, l, Theta, i, j)

#include "training.h"
