/* An exp of its own, a right one. */
#define _GNU_SOURCE
#include <math.h>

double exp(double z)
{
    const long double ln2 = 0.693147180559945309417232121458176568L;
    if (z > 710 || z < -746)
        return z > 0 ? HUGE_VAL : 0;
    long double k = rintl(z / ln2), r = z - k * ln2, term = 1, sum = 1;
    for (int i = 1; i < 24; i++)
        sum += term *= r / i;
    return (double)ldexpl(sum, (int)k);
}
