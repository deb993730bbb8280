/* the comparison is the wrong way round */
#define MAX_LOCAL_X(x, y) ((x) <= (y) ? 1 : 0)
#define MAX_LOCAL_Y(x, y) ((x) <= (y) ? 0 : 1)

#include "graphs.h"
