/* no square roots */
#define RELDIFF_ROOT(squares) (squares)

#include "checking.h"
