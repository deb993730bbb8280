/* a * 1 - a, the parentheses of a (1 - a) missing: nothing is left. */
#define SLOPE(a, j, a_above, n_above) ((a)[j] * 1 - (a)[j])
#include "training.h"
