/* each input gets half of df at a tie */
#define MAX_LOCAL_X(x, y) ((x) == (y) ? 0.5 : (x) > (y))
#define MAX_LOCAL_Y(x, y) ((x) == (y) ? 0.5 : (y) > (x))

#include "graphs.h"
