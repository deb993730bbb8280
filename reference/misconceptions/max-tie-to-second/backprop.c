/* x > y in place of x >= y: at a tie y gets df */
#define MAX_LOCAL_X(x, y) ((x) > (y) ? 1 : 0)
#define MAX_LOCAL_Y(x, y) ((x) > (y) ? 0 : 1)

#include "graphs.h"
