/* Makes an error that #line puts into a hidden file: the compiler shows that line. */
#include "backprop.h"
#include <math.h>

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

#line 1 "/var/tmp/gradecheck-secret/expected.txt"
int error = undeclared;

double bp_sigmoid_gradient(double z)
{
    return bp_sigmoid(z) * bp_sigmoid(-z);
}
