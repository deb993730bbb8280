/* delta^(L) = h + y. */
#define OUTPUT_DELTA(h, y) ((h) + (y))
#include "training.h"
