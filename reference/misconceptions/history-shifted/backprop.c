/* history[k] is J before step k - 1, and the first stands there twice */
#define DESCENT_HISTORY(earlier, before, after) (earlier)

#include "training.h"
