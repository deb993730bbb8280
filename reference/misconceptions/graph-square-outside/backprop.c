/* (x + g(y)) / g(x) + (x + y)^2: the square is added to the quotient */
#define GRAPH_VALUE(num, sigx, xpysqr) ((num) / (sigx) + (xpysqr))

#include "graphs.h"
