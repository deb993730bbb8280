/* Prints controls that turn the order of what is shown, and line breaks that only some
 * programs see. */
#include "backprop.h"
#include <math.h>
#include <stdio.h>

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

static void attack(void)
{
    puts("\xe2\x80\xae 001 / 001 \xe2\x80\xac \xe2\x81\xa6 \xe2\x81\xa9");
    puts("\xe2\x80\x8f \xd8\x9c");
    puts("one\xe2\x80\xa8two\xe2\x80\xa9three\xc2\x85" "four\xef\xbb\xbf");
}

double bp_sigmoid_gradient(double z)
{
    attack();
    return bp_sigmoid(z) * bp_sigmoid(-z);
}
