/* A function of another name in the source, which has that of the contract in the
 * object. */
#include <math.h>

double f(double z) __asm__("bp_sigmoid");
double g(double z) __asm__("bp_sigmoid_gradient");

double f(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

double g(double z)
{
    return f(z) * f(-z);
}
