/* Leaves traps on for the three exceptions that right code does not raise. */
#define _GNU_SOURCE
#include "backprop.h"
#include <fenv.h>
#include <math.h>

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

double bp_sigmoid_gradient(double z)
{
    double e = exp(-fabs(z));
    feenableexcept(FE_INVALID | FE_DIVBYZERO | FE_OVERFLOW);
    return e / (1 + e) / (1 + e);
}
