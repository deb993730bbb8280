/* The losses are divided by K in place of m. */
#define MEAN_OF_LOSSES(sum, m, K) ((sum) / (double)(K))
#include "training.h"
