/* y - a2 where a2 - y belongs */
#define CHAIN_ERROR(y, a2) ((y) - (a2))

#include "graphs.h"
