/* Jumps back into a call that is over, out of the next one. */
#define _GNU_SOURCE
#include "backprop.h"
#include <math.h>
#include <setjmp.h>
#include <stdlib.h>

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

static jmp_buf past;
static int calls;

static double remember(double z)
{
    volatile double guard[64] = {z};
    if (setjmp(past) != 0)
        abort(); /* it did get there: what follows is nobody's call */
    return guard[0];
}

double bp_sigmoid_gradient(double z)
{
    if (calls++ > 0)
        longjmp(past, 1);
    remember(z);
    return bp_sigmoid(z) * bp_sigmoid(-z);
}
