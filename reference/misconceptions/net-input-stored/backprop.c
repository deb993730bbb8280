/* a hands out z of the hidden layers. */
#define HANDED_OUT(z, a) (z)
#include "training.h"
