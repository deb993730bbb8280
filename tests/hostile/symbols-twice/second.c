/* The second definition, a wrong one. */
#include "backprop.h"

double bp_sigmoid(double z)
{
    return z;
}
