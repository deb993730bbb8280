/* delta of the hidden layers is added to what the sample before left there; that of
 * bp_backprop_sample begins at 0 */
#define SUM_FROM(before) (before)
#include "training.h"
