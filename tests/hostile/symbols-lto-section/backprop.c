/* Has a section that looks as if the code were to be made at link time. */
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

__asm__(".section .gnu.lto_.symtab.0123456789abcdef,\"e\",%progbits\n"
        " .ascii \"no such thing\"\n .text");
