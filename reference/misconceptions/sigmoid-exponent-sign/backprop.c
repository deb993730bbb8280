/* 1 / (1 + e^z): the exponent without its minus */
#define SIGMOID(z) (1 / (1 + exp(z)))

#include "graphs.h"
