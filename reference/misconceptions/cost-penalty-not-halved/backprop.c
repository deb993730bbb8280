/* lambda/m in place of lambda/(2m). */
#define COST_LAMBDA(lambda, m) ((lambda) / (m))
#include "training.h"
