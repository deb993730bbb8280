/* Leaves its own depths by longjmp, and returns. */
#define _GNU_SOURCE
#include "backprop.h"
#include <math.h>
#include <setjmp.h>

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

static jmp_buf back;
static double result;

static void dig(double z, int depth)
{
    if (depth > 0)
        dig(z, depth - 1);
    result = bp_sigmoid(z) * bp_sigmoid(-z);
    longjmp(back, 1);
}

double bp_sigmoid_gradient(double z)
{
    if (setjmp(back) == 0)
        dig(z, 10);
    return result;
}
