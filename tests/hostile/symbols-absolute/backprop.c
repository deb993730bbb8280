/* A function of the contract that is a number: the worker would call what lies there. */
#define _GNU_SOURCE
#include <math.h>

__asm__(".globl bp_sigmoid\n .set bp_sigmoid, 0x1000");

double bp_sigmoid_gradient(double z);
double bp_sigmoid_gradient(double z)
{
    double e = exp(-fabs(z));
    return e / (1 + e) / (1 + e);
}
