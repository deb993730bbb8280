/* norm(a) alone below */
#define RELDIFF_BELOW(norm_a, norm_b, sum) (norm_a)

#include "checking.h"
