/* classes counted from 1 */
#define PREDICT_LABEL(k) ((int)(k) + 1)

#include "training.h"
