/* Frees an input, which was never allocated. */
#include "backprop.h"
#include <math.h>
#include <stdlib.h>

double bp_relative_difference(size_t n, const double *a, const double *b)
{
    double difference = 0, norm_a = 0, norm_b = 0;
    for (size_t i = 0; i < n; i++) {
        difference = hypot(difference, a[i] - b[i]);
        norm_a = hypot(norm_a, a[i]);
        norm_b = hypot(norm_b, b[i]);
    }
    free((void *)a);
    return norm_a + norm_b > 0 ? difference / (norm_a + norm_b) : 0;
}
