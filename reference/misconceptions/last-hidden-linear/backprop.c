/* a = z in the last hidden layer alone. */
#define HIDDEN_IN_LAYER(l, L, z, j, n) ((l) + 1 == (L) ? (z)[j] : sigmoid((z)[j]))
#include "training.h"
