/* H is K x m. */
#define H_PLACE(i, k, m, K) ((k) * (m) + (i))
#include "training.h"
