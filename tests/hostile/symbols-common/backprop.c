/* A common symbol by the name of a function of the contract. */
#define _GNU_SOURCE
#include <math.h>

__attribute__((common)) int bp_sigmoid;

double bp_sigmoid_gradient(double z);
double bp_sigmoid_gradient(double z)
{
    double e = exp(-fabs(z));
    return e / (1 + e) / (1 + e);
}
