/* delta^(l) times a^(l) in place of a^(l-1); the index is kept inside. */
#define INCOMING(a, j, a_above, n_above) ((a_above)[(j) < (n_above) ? (j) : (n_above)-1])
#include "training.h"
