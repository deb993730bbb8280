/* the difference, not divided by anything */
#define NUMGRAD_QUOTIENT(above, below, step) ((above) - (below))

#include "checking.h"
