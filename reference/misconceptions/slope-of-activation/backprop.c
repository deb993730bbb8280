/* z (1 - z): the argument is taken for g(z) */
#define SIGMOID_GRADIENT(z) ((z) * (1 - (z)))

#include "graphs.h"
