/* The name of this file will mean: read options from a file. */
#include "backprop.h"

static int unused;

void bp_add_backward(double x, double y, double df, double *dx, double *dy)
{
    (void)x, (void)y;
    *dx = *dy = df;
}
