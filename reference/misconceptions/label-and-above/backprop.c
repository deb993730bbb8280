/* y_k = 1 for the label's class and for every one above it. */
#define TARGET(k, label) ((k) >= (size_t)(label))
#include "training.h"
