/* The bias weights are not counted. */
#define COUNT(n_out, n_in) ((n_out) * (n_in))
#include "network.h"
