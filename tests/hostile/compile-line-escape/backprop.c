/* Warns about a file whose name clears the screen, colours what follows, and ends the
 * line. */
#include "backprop.h"
#include <math.h>

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

#line 1 "\033[2J\033]0;100 / 100\007\033[32m\n::error::ok\n"
static int unused;

double bp_sigmoid_gradient(double z)
{
    return bp_sigmoid(z) * bp_sigmoid(-z);
}
