/* The gradient of each Theta is written column by column. */
#define D_PLACE(i, j, rows, columns) ((j) * (rows) + (i))
#include "training.h"
