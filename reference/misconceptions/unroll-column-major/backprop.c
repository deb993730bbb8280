/* Each Theta is copied column by column. */
#define UNROLLED(i, j, rows, columns) ((j) * (rows) + (i))
#include "network.h"
