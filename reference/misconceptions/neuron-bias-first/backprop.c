/* w[0] is taken for the bias, as from part 2 on */
#define NEURON_WEIGHT(i) ((i) + 1)
#define NEURON_BIAS(n) 0

#include "graphs.h"
