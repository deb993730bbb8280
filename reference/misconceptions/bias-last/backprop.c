/* The last column of Theta is taken for the bias. */
#define READ(i, j, rows, columns) ((i) * (columns) + ((j) + (columns)-1) % (columns))
#include "training.h"
