/* divided by epsilon in place of 2 epsilon */
#define NUMGRAD_QUOTIENT(above, below, step) (((above) - (below)) / (step))

#include "checking.h"
