/* delta^(L) = y - h. */
#define OUTPUT_DELTA(h, y) ((y) - (h))
#include "training.h"
