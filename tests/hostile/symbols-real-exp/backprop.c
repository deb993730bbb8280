/* Calls exp by the name that the linker gives to who wraps it: it is not counted then. */
#include "backprop.h"

double __real_exp(double z);

double bp_sigmoid(double z)
{
    return z < 0 ? __real_exp(z) / (1 + __real_exp(z)) : 1 / (1 + __real_exp(-z));
}
