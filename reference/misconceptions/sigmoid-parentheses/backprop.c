/* 1 / 1 + e^-z: the denominator without its parentheses */
#define SIGMOID(z) (1 / 1 + exp(-(z)))

#include "graphs.h"
