/* g'(a) in place of g'(z) */
#define CHAIN_OUTPUT_SLOPE(a2) graphs_slope(a2)
#define CHAIN_HIDDEN_SLOPE(a1) graphs_slope(a1)

#include "graphs.h"
