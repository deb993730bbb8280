/* g' of the layer above; the index is kept inside it. */
#define ABOVE(a, j, n) ((a)[(j) < (n) ? (j) : (n)-1])
#define SLOPE(a, j, a_above, n_above) \
    (ABOVE(a_above, j, n_above) * (1 - ABOVE(a_above, j, n_above)))
#include "training.h"
