/* a and delta begin with layer L. */
#define LAYER_AT(place, L) ((L) + 1 - (place))
#include "training.h"
