/* The forward pass reads each Theta column by column. */
#define READ(i, j, rows, columns) ((j) * (rows) + (i))
#include "training.h"
