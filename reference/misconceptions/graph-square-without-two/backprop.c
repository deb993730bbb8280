/* the derivative of s^2 taken as s */
#define GRAPH_DXPY(xpy, dxpysqr) ((xpy) * (dxpysqr))

#include "graphs.h"
