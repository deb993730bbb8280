/* Theta^(L) stands first and Theta^(1) last. */
#define UNROLLED_LAYER(place, L) ((L)-1 - (place))
#include "network.h"
