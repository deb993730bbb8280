/* dw[n] = g' w[n] */
#define NEURON_DBIAS(slope, bias) ((slope) * (bias))

#include "graphs.h"
