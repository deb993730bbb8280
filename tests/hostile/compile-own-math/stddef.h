/* In front of the system's, from where the contract has its size_t. */
#include_next <stddef.h>
