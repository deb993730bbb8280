#include "tape.h"

#include "backprop.h"

#include <math.h>
#include <stdlib.h>

void *checked(void *p)
{
    if (!p)
        abort();
    return p;
}

var tape_negative(struct tape *t, var a)
{
    return tape_apply(t, -tape_value(t, a), -1, a);
}

var tape_inverse(struct tape *t, var a)
{
    double f = 1 / tape_value(t, a);
    return tape_apply(t, f, -f * f, a);
}

var tape_sigmoid(struct tape *t, var a)
{
    return tape_apply(t, bp_sigmoid(tape_value(t, a)),
                      bp_sigmoid_gradient(tape_value(t, a)), a);
}

double log_1_exp(double z)
{
    return z > 0 ? z + log1p(exp(-z)) : log1p(exp(z));
}

var tape_softplus(struct tape *t, var a)
{
    return tape_apply(t, log_1_exp(tape_value(t, a)), bp_sigmoid(tape_value(t, a)), a);
}

void tape_back(struct tape *t, var end, var start, double seed)
{
    struct node *nodes = t->nodes;
    nodes[end].adjoint += seed;
    for (var v = end + 1; v-- > start;) {
        double adjoint = nodes[v].adjoint;
        nodes[nodes[v].parent[0]].adjoint += nodes[v].partial[0] * adjoint;
        nodes[nodes[v].parent[1]].adjoint += nodes[v].partial[1] * adjoint;
    }
}
