/* g(z) (1 - z): the sigmoid in one factor, its argument in the other */
#define SIGMOID_GRADIENT(z) (SIGMOID(z) * (1 - (z)))

#include "graphs.h"
