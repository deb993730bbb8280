/* (u' v - u v') / v: the numerator's path is divided by den no more, that of the
 * denominator once */
#define GRAPH_DNUM(den) 1
#define GRAPH_DDEN(den, dinvden) (-1 / (den) * (dinvden))

#include "graphs.h"
