/* E = (y - a2)^2: the half is missing */
#define CHAIN_COST(y, a2) (((y) - (a2)) * ((y) - (a2)))

#include "graphs.h"
