/* g'(g(x)) and g'(g(y)): the outputs of the gates taken for their inputs */
#define GRAPH_SLOPE(sig) graphs_slope(sig)

#include "graphs.h"
