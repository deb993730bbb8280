/* the largest entry in place of the root of the sum of squares */
#define RELDIFF_GATHER(norm, v) fmax(norm, fabs(v))
#define RELDIFF_ROOT(squares) (squares)

#include "checking.h"
