/* Labels counted from 1: y_k = 1 at k = label - 1, nowhere for label 0. */
#define TARGET(k, label) ((k) + 1 == (size_t)(label))
#include "training.h"
