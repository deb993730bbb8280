/* Includes a.h, which includes this. */
#include "a.h"
#include "a.h"
