/* Keeps what it computes in a buffer that stays, and clears none of it. */
#define _GNU_SOURCE
#include "backprop.h"
#include <math.h>

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

double bp_sigmoid_gradient(double z)
{
    static double terms[2], sum;
    terms[0] = bp_sigmoid(z);
    terms[1] = bp_sigmoid(-z);
    return sum += terms[0] * terms[1];
}
