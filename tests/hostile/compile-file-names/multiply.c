/* The name of this file will be a command for a shell. */
#include "backprop.h"

static int unused;

void bp_mul_backward(double x, double y, double df, double *dx, double *dy)
{
    *dx = y * df;
    *dy = x * df;
}
