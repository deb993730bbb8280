/* a parameter stays at theta + epsilon when the next one is moved */
#define NUMGRAD_LEAVE(moved, theta, step) ((moved) = (theta) + (step))

#include "checking.h"
