/* two comparisons that are both true at a tie */
#define MAX_LOCAL_Y(x, y) ((y) >= (x) ? 1 : 0)

#include "graphs.h"
