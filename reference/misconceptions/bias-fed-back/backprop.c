/* Unit j of the layer below is given column j, which begins with the bias. */
#define READ_BACK(i, j, n_out, n_in) ((i) * ((n_in) + 1) + (j))
#include "training.h"
