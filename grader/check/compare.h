/* compare.h: what a function wrote against what was expected. */
#ifndef GRADER_CHECK_COMPARE_H
#define GRADER_CHECK_COMPARE_H

#include "result.h"
#include "session.h"

/* Compares every element of every output of case C (outputs in the order of c->expected).
 * A number is right when |got - expected| <= COMPARE_BOUNDS B_i, with B_i the proven
 * bound on the error of a correct implementation (docs/numerics.md), sign kept; an output
 * without bounds when it is equal. A NaN or an infinity is never right. Fills *evidence
 * with the worst element of the first output that is off. Returns VERDICT_PASS, or what
 * is worst: UNWRITTEN, then NOT_FINITE, then WRONG. */
enum verdict compare_outputs(const struct fixture_case *c, const struct array *outputs,
                             struct evidence *evidence);

/* The same for one output, without evidence. */
enum verdict compare_output(const struct expected *expected, const struct array *output);

/* Whether the function came back, with every output of the case right. */
bool reply_is_right(const struct fixture_case *c, const struct reply *reply);

#endif
