/* history[k] is J after step k */
#define DESCENT_HISTORY(earlier, before, after) (after)

#include "training.h"
