/* sums of absolute values */
#define RELDIFF_GATHER(norm, v) ((norm) + fabs(v))
#define RELDIFF_ROOT(squares) (squares)

#include "checking.h"
