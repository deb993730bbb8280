/* Calls its own data, in which there is a return. It must be no code. */
#include "backprop.h"
#include <math.h>
#include <string.h>

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

static unsigned char code[] = {0xC3};

static void attack(void)
{
    void (*function)(void);
    void *data = code;
    memcpy(&function, &data, sizeof function);
    function();
}

double bp_sigmoid_gradient(double z)
{
    attack();
    return bp_sigmoid(z) * bp_sigmoid(-z);
}
