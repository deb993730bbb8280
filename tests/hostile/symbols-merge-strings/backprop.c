/* Has constants that the linker may merge with those of others. */
#define _GNU_SOURCE
#include "backprop.h"
#include <math.h>

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

double bp_sigmoid_gradient(double z)
{
    return bp_sigmoid(z) * bp_sigmoid(-z);
}

__asm__(".section .rodata.str1.1,\"aMS\",%progbits,1\n .string \"%s\"\n"
        ".section .rodata.cst8,\"aM\",%progbits,8\n .zero 8\n .text");
