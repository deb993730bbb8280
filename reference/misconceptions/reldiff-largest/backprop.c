/* max(|a|, |b|) below */
#define RELDIFF_BELOW(norm_a, norm_b, sum) fmax(norm_a, norm_b)

#include "checking.h"
