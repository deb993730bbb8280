/* One-vs-all: - y log h + (1 - y) log(1 - h), the minus is for the first term alone. */
#define SIGMOID_TERM(K, z, h, k, y) ((y) ? softplus(-(z)[k]) : -softplus((z)[k]))
#include "training.h"
