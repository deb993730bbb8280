/* g'(g(z)): the sigmoid first, then the derivative at that */
#define SIGMOID_GRADIENT(z) graphs_slope(graphs_g(z))

#include "graphs.h"
