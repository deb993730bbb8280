/* Has the compiler load a hidden file as a precompiled header. It must not. */
#include "backprop.h"
#include <math.h>

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

#pragma GCC pch_preprocess "/var/tmp/gradecheck-secret/expected.txt"
#error whatever became of it

double bp_sigmoid_gradient(double z)
{
    return bp_sigmoid(z) * bp_sigmoid(-z);
}
