/* the two sigmoid gates hand on their gradient unchanged */
#define GRAPH_SLOPE(sig) 1.0

#include "graphs.h"
