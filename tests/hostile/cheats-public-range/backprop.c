/* A polynomial that is right between -1 and 1, where numbers are most often tried. */
#include "backprop.h"
#include <math.h>

double bp_sigmoid(double z)
{
    if (fabs(z) > 1)
        return 1 / (1 + exp(-z));
    double sum = 0, term = 1;
    for (int i = 1; i < 30; i++) {
        sum += term;
        term *= -z / i;
    }
    return 1 / (1 + sum);
}

double bp_sigmoid_gradient(double z)
{
    double g = bp_sigmoid(z);
    return fabs(z) < 9 ? g * (1 - g) : 0;
}
