/* g(z) * 1 - g(z): the second factor without its parentheses */
#define SIGMOID_GRADIENT(z) (SIGMOID(z) * 1 - SIGMOID(z))

#include "graphs.h"
