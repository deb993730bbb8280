/* Two functions of the contract with their names in the object swapped. */
#include <math.h>

double bp_sigmoid(double z) __asm__("bp_sigmoid_gradient");
double bp_sigmoid_gradient(double z) __asm__("bp_sigmoid");

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

double bp_sigmoid_gradient(double z)
{
    return bp_sigmoid(z) * bp_sigmoid(-z);
}
