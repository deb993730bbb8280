/* epsilon/2 each way, divided by epsilon */
#define NUMGRAD_STEP(epsilon) ((epsilon) / 2)

#include "checking.h"
