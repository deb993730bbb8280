/* Code that can be written to, in a section with a name that is allowed. */
#define _GNU_SOURCE
#include "backprop.h"
#include <math.h>
#include <unistd.h>

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

double bp_sigmoid_gradient(double z)
{
    return bp_sigmoid(z) * bp_sigmoid(-z);
}

__asm__(".section .text.mine,\"awx\",%progbits\n .zero 64\n .text");
