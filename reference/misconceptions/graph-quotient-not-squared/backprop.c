/* -1/den in place of -1/den^2 */
#define GRAPH_DDEN(den, dinvden) (-1 / (den) * (dinvden))

#include "graphs.h"
