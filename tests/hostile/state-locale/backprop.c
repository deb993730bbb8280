/* Sets a locale, in which numbers have a comma, and leaves it. */
#define _GNU_SOURCE
#include "backprop.h"
#include <locale.h>
#include <math.h>

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

double bp_sigmoid_gradient(double z)
{
    setlocale(LC_ALL, "de_DE.UTF-8");
    setlocale(LC_NUMERIC, "");
    return bp_sigmoid(z) * bp_sigmoid(-z);
}
