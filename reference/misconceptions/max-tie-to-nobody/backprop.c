/* two strict comparisons, neither of them true at a tie */
#define MAX_LOCAL_X(x, y) ((x) > (y) ? 1 : 0)
#define MAX_LOCAL_Y(x, y) ((y) > (x) ? 1 : 0)

#include "graphs.h"
