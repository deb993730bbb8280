/* g'(z1) is missing */
#define CHAIN_HIDDEN_SLOPE(a1) 1.0

#include "graphs.h"
