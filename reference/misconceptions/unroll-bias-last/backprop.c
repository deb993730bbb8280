/* Column 0 stands at the end of each row. */
#define UNROLLED(i, j, rows, columns) ((i) * (columns) + ((j) + (columns)-1) % (columns))
#include "network.h"
