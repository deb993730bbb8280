/* g'(a) in place of g'(z) = a (1 - a). */
#define SLOPE(a, j, a_above, n_above) (sigmoid((a)[j]) * (1 - sigmoid((a)[j])))
#include "training.h"
