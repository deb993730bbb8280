/* Prints bytes that are not UTF-8: alone, overlong, surrogates, too large, cut off. */
#include "backprop.h"
#include <math.h>
#include <stdio.h>

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

static void attack(void)
{
    puts("\xff\xfe \x80 \xc0\x80 \xe0\x80\x80 \xed\xa0\x80");
    puts("\xf4\x90\x80\x80 \xf8\x88 \xe2\x82");
    fputs("\xf0\x9f\x98", stdout);
}

double bp_sigmoid_gradient(double z)
{
    attack();
    return bp_sigmoid(z) * bp_sigmoid(-z);
}
