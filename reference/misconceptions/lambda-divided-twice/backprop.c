/* lambda/m^2: added before the division by m, divided by m already. */
#define GRADIENT_LAMBDA(lambda, m) ((lambda) / ((m) * (m)))
#include "training.h"
