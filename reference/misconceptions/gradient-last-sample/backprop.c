/* = in place of +=: the last sample alone is left. */
#define ACCUMULATE(Delta, term) ((Delta) = (term))
#include "training.h"
