/* sqrt(|a|^2 + |b|^2) below */
#define RELDIFF_BELOW(norm_a, norm_b, sum) sqrt((norm_a) * (norm_a) + (norm_b) * (norm_b))

#include "checking.h"
