/* the local gradients of multiplication in the add gate */
#define ADD_LOCAL_X(x, y) (y)
#define ADD_LOCAL_Y(x, y) (x)

#include "graphs.h"
