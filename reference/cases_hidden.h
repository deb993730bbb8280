/* cases_hidden.h: how a case of a hidden set differs from its public sibling: the same
 * class (group, function, layers, what it is there to show), other sizes and numbers.
 *
 * Sizes come from a stream of their own, beside the inputs' (secret.h).
 */
#ifndef REFERENCE_CASES_HIDDEN_H
#define REFERENCE_CASES_HIDDEN_H

#include "cases.h"

#include <stddef.h>

/* The name without the sizes that a hidden case does not have: "hand-3-4-2" is "hand". */
const char *hidden_name(const char *name);

/* Starts the stream of a hidden case's sizes; NAME is the public one. */
void hidden_sizes(struct random *r, const struct cases *cases, const char *task,
                  const char *group, const char *name);

/* A whole number within low..high. */
size_t hidden_between(struct random *r, size_t low, size_t high);

/* A number like a listed one: the same sign, up to a fifth larger; 0 stays 0, and what is
 * 700 or above (where e^z is soon too large) moves by 3 % and not beyond 1000. */
double hidden_near(struct random *r, double listed);

/* Rearranges n numbers. */
void hidden_shuffle(struct random *r, int *numbers, size_t n);

/* What a plan's pointers point at. */
struct hidden_lists {
    double theta[64], X[128];
    int y[32];
};

/* Turns a public plan into a hidden one. L, K = 1, K = 2, square nets, the input and the
 * classes of digits, one sample, 0 iterations and 1 stay. */
void hidden_net(struct net_plan *plan, struct hidden_lists *lists,
                const struct cases *cases, const char *task, enum function function);

/* A net of init: no layer is smaller than the public one's. */
void hidden_units(size_t *units, struct random *r);

/* hidden_net() for listed theta, X and y, when the units and m are those of the public
 * plan: of predict's ties, and of nets of one layer that saturate. */
void hidden_ties(struct net_plan *plan, struct hidden_lists *lists, struct random *r);
void hidden_saturated(struct net_plan *plan, struct hidden_lists *lists,
                      struct random *r);

#endif
