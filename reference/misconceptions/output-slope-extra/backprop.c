/* delta^(L) with the factor g'(z) of the squared error. */
#define OUTPUT_DELTA(h, y) (((h) - (y)) * (h) * (1 - (h)))
#include "training.h"
