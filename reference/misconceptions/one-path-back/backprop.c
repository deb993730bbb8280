/* = in place of +=: what comes back from the last unit above is all. */
#define ADD_PATH(sum, path) ((sum) = (path))
#include "training.h"
