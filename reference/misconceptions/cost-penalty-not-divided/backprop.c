/* lambda/2 in place of lambda/(2m). */
#define COST_LAMBDA(lambda, m) ((lambda) / 2)
#include "training.h"
