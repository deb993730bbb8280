/* (J+ - J-) / 2 * epsilon: the denominator without its parentheses */
#define NUMGRAD_QUOTIENT(above, below, step) (((above) - (below)) / 2 * (step))

#include "checking.h"
