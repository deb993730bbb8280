/* answer.h: the answers of the reference (backprop.c) to the calls of fixtures.
 */
#ifndef REFERENCE_ANSWER_H
#define REFERENCE_ANSWER_H

#include "fixture.h"

#include <stddef.h>

/* Calls the reference as the grader's worker calls a submission. The call must be well
 * shaped. Fills outputs in their order, data allocated; what the reference did not
 * write is NaN, or 0xff in every byte. Returns 0, or -1 after one error line, with
 * nothing to release. */
int reference_answer(const struct call *call, struct array outputs[CONTRACT_MAX_OUTPUTS]);

void answer_release(struct array outputs[CONTRACT_MAX_OUTPUTS]);

/* The largest |got - expected| / B over all elements of a case of kind FIXTURE_VALUES;
 * infinite where an exact element differs, or a number is not finite. */
double answer_error(const struct fixture_case *c, const struct array *outputs);

/* The whole digits task, with the reference: *correct of c->digits.m_test are right.
 * Returns 0, or -1 after one error line. */
int reference_digits(const struct fixture_case *c, size_t *correct);

#endif
