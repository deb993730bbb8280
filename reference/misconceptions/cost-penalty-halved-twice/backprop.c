/* lambda/(4m) in place of lambda/(2m). */
#define COST_LAMBDA(lambda, m) ((lambda) / (4 * (m)))
#include "training.h"
