/* complexity.h: is the gradient found by backpropagation? It then costs a small multiple
 * of the cost function, whatever the number n of parameters is; numerical differentiation
 * and complex step cost a multiple of n. */
#ifndef GRADER_CHECK_COMPLEXITY_H
#define GRADER_CHECK_COMPLEXITY_H

#include "session.h"

#include <stdbool.h>
#include <stddef.h>

/* What was measured: CPU time a call, the least of some repetitions, on two nets. 0 where
 * the function did not return. */
struct complexity {
    size_t n[2]; /* parameters */
    double cost_s[2], gradient_s[2];
};

/* Measures bp_cost (bp_forward where that one does not return) and bp_cost_gradient on
 * random nets of 265 and 1885 parameters. Returns 0, or -1 after one error line. */
int complexity_measure(struct session *session, struct complexity *complexity);

/* True when the times show that the gradient takes a multiple of n cost functions. TEXT
 * (n bytes) then says so in a sentence for the student. */
bool complexity_is_numerical(const struct complexity *complexity, char *text, size_t n);

#endif
