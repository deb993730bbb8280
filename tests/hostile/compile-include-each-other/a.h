/* Includes b.h, which includes this. */
#include "b.h"
#include "b.h"
