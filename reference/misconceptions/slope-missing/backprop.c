/* g' is left out on the way back. */
#define SLOPE(a, j, a_above, n_above) 1
#include "training.h"
