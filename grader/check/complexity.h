/* complexity.h: is the gradient found by backpropagation? It then costs a small multiple
 * of the cost function, whatever the number n of parameters is; numerical differentiation
 * and complex step cost a multiple of n. */
#ifndef GRADER_CHECK_COMPLEXITY_H
#define GRADER_CHECK_COMPLEXITY_H

#include "check/draw.h"
#include "session.h"

#include <stdbool.h>
#include <stddef.h>

/* What was measured on two nets; 0 where the function did not return. */
struct complexity {
    size_t n[2];                     /* parameters */
    double cost_s[2], gradient_s[2]; /* CPU time a call, the least of all repetitions */

    /* Exponentials taken by a call (worker/exponentials.h), the same on the busiest machine; 0
     * where they were not seen. */
    double cost_exponentials[2], gradient_exponentials[2];

    double
        plain_s; /* a plain forward pass of the larger net, in the grader; 0: not measured */
    bool
        shirked; /* the gradient is wrong where it is measured, and right with few samples */
    double
        few_gradient_s; /* on the smaller net with a quarter of the samples; 0: not measured */
};

/* Measures bp_cost (bp_forward where that one does not return) and bp_cost_gradient on
 * random nets of 265 and 1885 parameters, and again where times speak against the gradient: a machine's
 * noise passes. Returns 0, or -1 after one error line. */
int complexity_measure(struct session *session, struct draw *draw,
                       struct complexity *complexity);

/* What is wrong with the cost of the gradient, the id of a cause: "not-backpropagation" when it
 * takes a multiple of n cost functions, by count where the count is of something, else by time, on
 * both nets and more on the larger one, or when it grows with n^2; "too-slow" when it takes too many
 * on both, whatever n is, or when the cost itself takes too long for a measure. TEXT (n bytes) then
 * says so in a sentence for the student. NULL: there is no cause to name; TEXT is set where the answer
 * was wrong where it was measured, and else left as it is. */
const char *complexity_fault(const struct complexity *complexity, char *text, size_t n);

#endif
