/* theta2 is missing on the way back to z1 */
#define CHAIN_BACK(theta2, delta2) (delta2)

#include "graphs.h"
