/* a = z in the hidden layers. */
#define HIDDEN(z) (z)
#include "training.h"
