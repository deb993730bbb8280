/* A function of the contract that has a version. */
#include <math.h>

double mine(double z);
double mine(double z)
{
    return 1 / (1 + exp(-z));
}

__asm__(".symver mine, bp_sigmoid@@STUDENT_1.0");

double bp_sigmoid_gradient(double z);
double bp_sigmoid_gradient(double z)
{
    double e = exp(-fabs(z));
    return e / (1 + e) / (1 + e);
}
