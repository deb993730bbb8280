/* A function of its own calls what is defined nowhere; nothing that is asked for does. */
#include "backprop.h"
#include <math.h>

double never_written(double z);
double helper(double z);

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

double bp_sigmoid_gradient(double z)
{
    return bp_sigmoid(z) * bp_sigmoid(-z);
}

double helper(double z)
{
    return never_written(z);
}
