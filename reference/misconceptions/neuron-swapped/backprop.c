/* dw = g' w and dx = g' x */
#define NEURON_DW(slope, w, x) ((slope) * (w))
#define NEURON_DX(slope, w, x) ((slope) * (x))

#include "graphs.h"
