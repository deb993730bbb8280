/* Column 0 of the gradient stays 0. */
#define GRADIENT_ENTRY(j, entry) ((j) > 0 ? (entry) : 0)
#include "training.h"
