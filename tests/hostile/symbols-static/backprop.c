/* A function of the contract that is static, without the header that would complain. */
#define _GNU_SOURCE
#include <math.h>

__attribute__((used)) static double bp_sigmoid(double z)
{
    return 1 / (1 + exp(-z));
}

double bp_sigmoid_gradient(double z);
double bp_sigmoid_gradient(double z)
{
    double e = exp(-fabs(z));
    return e / (1 + e) / (1 + e);
}
