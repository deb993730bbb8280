/* The sum of Theta_ij, not squared. */
#define SQUARE(weight) (weight)
#include "training.h"
