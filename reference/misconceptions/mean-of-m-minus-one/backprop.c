/* 1/(m-1) in place of 1/m, for the losses and for Delta. */
#define FEWER(m) ((m) > 1 ? (m)-1 : 1)
#define COST_OF_LOSSES(sum, m) ((sum) / FEWER(m))
#define MEAN_OF_DELTA(Delta, m) ((Delta) / FEWER(m))
#include "training.h"
