/* alpha and lambda have changed places */
#define DESCENT(net, theta, data, lambda, alpha, iterations, history) \
    descend(net, theta, data, alpha, lambda, iterations, history)

#include "training.h"
