/* theta is shrunk by alpha lambda/m theta, and the gradient has that term already */
#define DESCENT_FROM(net, j, theta, decay) \
    ((j) > 0 || (net)->regularize_bias ? (theta) - (decay) * (theta) : (theta))

#include "training.h"
