/* from theta + epsilon one goes down by one epsilon, and is at theta */
#define NUMGRAD_BELOW(theta, step) ((theta) + (step) - (step))

#include "checking.h"
