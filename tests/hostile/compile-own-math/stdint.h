/* In front of the system's. */
#include_next <stdint.h>
