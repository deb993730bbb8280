/* | |a| - |b| | above */
#define RELDIFF_ABOVE(difference, norm_a, norm_b) fabs((norm_a) - (norm_b))

#include "checking.h"
