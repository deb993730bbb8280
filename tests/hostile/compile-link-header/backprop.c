/* Includes a header that is a link to a hidden file. */
#include "data.h"

#include "backprop.h"

double bp_sigmoid_gradient(double z)
{
    return bp_sigmoid(z) * bp_sigmoid(-z);
}
