/* Every Theta is counted with a row for the bias unit above it. */
#define COUNT(n_out, n_in) (((n_out) + 1) * ((n_in) + 1))
#include "network.h"
