/* Delta is not divided by m. */
#define MEAN_OF_DELTA(Delta, m) (Delta)
#include "training.h"
