#ifndef TAPE_H
#define TAPE_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

typedef uint32_t var; /* a place on the tape */

struct node {
    double value, adjoint;
    double partial[2];
    var parent[2]; /* where there is none: the place itself, with partial 0 */
};

struct tape {
    struct node *nodes;
    var n, room;
};

/* Returns p, unless it is NULL: then the program ends. */
void *checked(void *p);

/* Writes a value with its parents and the partial derivatives by them. */
static inline var tape_record(struct tape *t, double value, var p, double dp, var q,
                              double dq)
{
    if (t->n == t->room) {
        t->room = 2 * t->room + 64;
        t->nodes = checked(realloc(t->nodes, t->room * sizeof *t->nodes));
    }
    t->nodes[t->n] = (struct node){value, 0, {dp, dq}, {p, q}};
    return t->n++;
}

static inline double tape_value(const struct tape *t, var v)
{
    return t->nodes[v].value;
}

static inline var tape_leaf(struct tape *t, double v)
{
    return tape_record(t, v, t->n, 0, t->n, 0);
}

static inline var tape_add(struct tape *t, var a, var b)
{
    return tape_record(t, tape_value(t, a) + tape_value(t, b), a, 1, b, 1);
}

static inline var tape_multiply(struct tape *t, var a, var b)
{
    return tape_record(t, tape_value(t, a) * tape_value(t, b), a, tape_value(t, b), b,
                       tape_value(t, a));
}

/* f(a) with f'(a) */
static inline var tape_apply(struct tape *t, double f, double slope, var a)
{
    return tape_record(t, f, a, slope, a, 0);
}

var tape_negative(struct tape *t, var a);
var tape_inverse(struct tape *t, var a);
var tape_sigmoid(struct tape *t, var a);

/* log(1 + e^z) */
double log_1_exp(double z);
var tape_softplus(struct tape *t, var a);

/* Adds seed d(end)/d(place) to the adjoints of all places that lead to end. Before start
 * there are only leaves. */
void tape_back(struct tape *t, var end, var start, double seed);

#endif
