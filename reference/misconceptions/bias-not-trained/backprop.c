/* the steps leave column 0 as it is */
#define DESCENT_TRAINS(j) ((j) > 0)

#include "training.h"
