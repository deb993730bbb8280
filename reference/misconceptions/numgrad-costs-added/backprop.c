/* the two costs are added in place of subtracted */
#define NUMGRAD_QUOTIENT(above, below, step) (((above) + (below)) / (2 * (step)))

#include "checking.h"
