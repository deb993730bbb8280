/* the derivative of 1/den without its minus */
#define GRAPH_DDEN(den, dinvden) (1 / ((den) * (den)) * (dinvden))

#include "graphs.h"
