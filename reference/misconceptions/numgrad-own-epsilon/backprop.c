/* 1e-4 whatever epsilon is */
#define NUMGRAD_STEP(epsilon) 1e-4

#include "checking.h"
