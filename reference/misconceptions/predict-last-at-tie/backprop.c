/* h >= best: a later output that is equal replaces the earlier one */
#define PREDICT_BETTER(h, best) ((h) >= (best))

#include "training.h"
