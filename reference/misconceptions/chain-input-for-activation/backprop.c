/* grad[1] = delta2 x */
#define CHAIN_BELOW(x, a1) (x)

#include "graphs.h"
