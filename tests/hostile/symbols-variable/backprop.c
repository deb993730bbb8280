/* A variable by the name of a function of the contract. */
#define _GNU_SOURCE
#include <math.h>

int bp_sigmoid = 195; /* the instruction ret of x86-64 */

double bp_sigmoid_gradient(double z);
double bp_sigmoid_gradient(double z)
{
    double e = exp(-fabs(z));
    return e / (1 + e) / (1 + e);
}
