/* g'(z) = g(z): the factor 1 - g(z) is missing */
#define SIGMOID_GRADIENT(z) SIGMOID(z)

#include "graphs.h"
