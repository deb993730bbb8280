/* g'(f) in place of f (1 - f) */
#define NEURON_SLOPE(f) graphs_slope(f)

#include "graphs.h"
