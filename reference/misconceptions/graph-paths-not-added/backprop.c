/* a path replaces the one before it */
#define GRAPH_ANOTHER_PATH(d, path) ((d) = (path))

#include "graphs.h"
