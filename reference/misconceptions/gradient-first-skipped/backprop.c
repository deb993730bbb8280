/* The loop over the samples begins with sample 1; Delta is still divided by m. */
#define GRADIENT_FROM 1
#include "training.h"
