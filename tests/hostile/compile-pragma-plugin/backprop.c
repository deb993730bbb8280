/* Asks for plugins, for files to be written and for what else #pragma might do. All of it
 * is ignored, or is an error. */
#pragma GCC plugin "/var/tmp/gradecheck-secret/evil.so"
#include "backprop.h"
#include <math.h>

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

#pragma GCC diagnostic ignored "-fplugin=/var/tmp/evil.so"
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wall"
#pragma GCC system_header

double bp_sigmoid_gradient(double z)
{
    return bp_sigmoid(z) * bp_sigmoid(-z);
}
