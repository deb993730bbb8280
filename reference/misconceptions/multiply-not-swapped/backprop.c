/* each input is multiplied by itself: dx = x df, dy = y df */
#define MUL_LOCAL_X(x, y) (x)
#define MUL_LOCAL_Y(x, y) (y)

#include "graphs.h"
