/* Has invalid operations trap, and then makes one. */
#define _GNU_SOURCE
#include "backprop.h"
#include <fenv.h>
#include <math.h>

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

static volatile double zero;

double bp_sigmoid_gradient(double z)
{
#ifdef __x86_64__
    feenableexcept(FE_INVALID);
    return bp_sigmoid(z) * bp_sigmoid(-z) + zero / zero;
#else
    __builtin_trap(); /* not every processor traps */
    return z + zero;
#endif
}
