/* history[0] is taken before the loop, which begins at 1 */
#define DESCENT_GOES_ON(k, iterations) ((k) + 1 < (iterations))

#include "training.h"
