/* The name of this file will be an option, too. */
#include "backprop.h"

static int unused;

double bp_sigmoid_gradient(double z)
{
    return bp_sigmoid(z) * bp_sigmoid(-z);
}
