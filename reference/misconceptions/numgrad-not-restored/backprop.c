/* a parameter stays at theta - epsilon when the next one is moved */
#define NUMGRAD_RESTORE(moved, theta) ((void)0)

#include "checking.h"
