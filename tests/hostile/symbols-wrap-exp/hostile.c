/* Functions by the names of the linker's own wrappers. */
#define _GNU_SOURCE
#include <math.h>

double __wrap_exp(double z);
double __real_exp(double z);

double __wrap_exp(double z)
{
    return z;
}

double __real_exp(double z)
{
    return -z;
}
