/* In front of the bytes. */
#include "backprop.h"

