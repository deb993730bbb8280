/* An exp of its own, wrong by a thousandth. Expected values that are computed with it
 * in the same program would be wrong alike. */
#include "backprop.h"

double exp(double z);

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

double bp_sigmoid_gradient(double z)
{
    return bp_sigmoid(z) * bp_sigmoid(-z);
}

double exp(double z)
{
    double scale = 1;
    for (; z > 0.5; z -= 0.5)
        scale *= 1.6487212707001282;
    for (; z < -0.5; z += 0.5)
        scale *= 0.6065306597126334;
    double term = scale, sum = scale;
    for (int i = 1; i < 20; i++)
        sum += term *= z / i;
    return sum * 1.001;
}
