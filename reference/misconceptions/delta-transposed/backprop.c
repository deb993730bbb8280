/* Theta delta in place of Theta^T delta; rows and columns kept inside. */
#define READ_BACK(i, j, n_out, n_in)                        \
    (((j) < (n_out) ? (j) : (n_out)-1) * ((n_in) + 1) + 1 + \
     ((i) < (n_in) ? (i) : (n_in)-1))
#include "training.h"
