/* the comparison is the wrong way round */
#define PREDICT_BETTER(h, best) ((h) < (best))

#include "training.h"
