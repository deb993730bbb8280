/* A group of sections by the name of one of the library, with a function in it. */
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

__asm__(".section .text.unlikely,\"axG\",%progbits,exp,comdat\n .text");
