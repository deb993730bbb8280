/* In front of the system's. */
#include_next <math.h>
