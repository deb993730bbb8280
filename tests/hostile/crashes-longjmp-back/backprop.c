/* The second call jumps into the first one, which has returned, and gives up there. */
#include "backprop.h"
#include <math.h>
#include <setjmp.h>
#include <stdlib.h>

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

static jmp_buf first;

static void attack(void)
{
    static int calls;
    if (calls++ > 0)
        longjmp(first, 1);
    if (setjmp(first) != 0)
        abort();
}

double bp_sigmoid_gradient(double z)
{
    attack();
    return bp_sigmoid(z) * bp_sigmoid(-z);
}
