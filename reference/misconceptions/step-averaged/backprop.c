/* alpha/m: divided by the number of samples once more */
#define DESCENT_RATE(alpha, m) ((alpha) / (double)(m))

#include "training.h"
