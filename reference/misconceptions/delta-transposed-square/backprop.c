/* Theta is read on the way back as if its rows had n_out entries: at j n_out + i, with 1
 * for column 0. All of that is inside: n_in n_out is the largest. */
#define READ_BACK(i, j, n_out, n_in) ((j) * (n_out) + (i) + 1)
#include "training.h"
