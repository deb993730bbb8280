/* net->output is not looked at. */
#define IS_SOFTMAX(net) 0
#include "training.h"
