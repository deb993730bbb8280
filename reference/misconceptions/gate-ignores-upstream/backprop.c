/* df is not multiplied in */
#define GATE_CHAIN(local, df) (local)

#include "graphs.h"
