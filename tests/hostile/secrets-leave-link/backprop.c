/* Leaves links: a text in the target of one, the hidden file under another name. */
#define _GNU_SOURCE
#include "backprop.h"
#include <math.h>
#include <unistd.h>

double bp_sigmoid(double z)
{
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z));
}

static void attack(void)
{
    if (symlink("a note", "/var/tmp/gradecheck-secret/drop/hostile-symlink") == 0 ||
        link("/var/tmp/gradecheck-secret/expected.txt",
             "/var/tmp/gradecheck-secret/drop/hostile-link") == 0)
        return;
}

double bp_sigmoid_gradient(double z)
{
    attack();
    return bp_sigmoid(z) * bp_sigmoid(-z);
}
