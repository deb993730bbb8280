/* The slope is multiplied in twice. */
#define SLOPE(a, j, a_above, n_above) ((a)[j] * (1 - (a)[j]) * (a)[j] * (1 - (a)[j]))
#include "training.h"
