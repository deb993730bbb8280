/* norm(a + b) below */
#define RELDIFF_BELOW(norm_a, norm_b, sum) (sum)

#include "checking.h"
