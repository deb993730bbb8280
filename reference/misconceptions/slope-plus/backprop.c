/* a (1 + a) in place of a (1 - a). */
#define SLOPE(a, j, a_above, n_above) ((a)[j] * (1 + (a)[j]))
#include "training.h"
