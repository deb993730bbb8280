/* The loop over the losses begins with sample 1; the sum is still divided by m. */
#define COST_FROM 1
#include "training.h"
