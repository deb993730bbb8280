/* The name of this file will be of two lines, and clear the screen. */
#include "backprop.h"

static int unused;

void bp_max_backward(double x, double y, double df, double *dx, double *dy)
{
    *dx = x >= y ? df : 0;
    *dy = x >= y ? 0 : df;
}
