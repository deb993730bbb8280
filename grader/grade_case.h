/* grade_case.h: one case of a fixture set, called and judged. */
#ifndef GRADER_GRADE_CASE_H
#define GRADER_GRADE_CASE_H

#include "result.h"
#include "session.h"

enum { GRADE_MAX_TIMEOUTS = 2, GRADE_DIGITS_STEPS = 25 };

/* What one call of a student's function may take; README.md states it. */
extern const struct call_limits grade_call_limits; /* 2 s of CPU time, 10 s in all */

/* How often each function did not come back. A function that timed out GRADE_MAX_TIMEOUTS
 * times is not called again, so that one endless loop does not cost minutes. */
struct timeouts {
    int n[FUNCTION_COUNT];
};

/* Calls the function of result->fixture within *limits (three functions, GRADE_DIGITS_STEPS of descent at a time
 * and within grade_call_limits, where it is of kind FIXTURE_DIGITS) and fills the verdict, the evidence and cpu_s of *result.
 * Returns 0, or -1 after one error line when the grader failed. */
int grade_case(struct session *session, struct timeouts *timeouts,
               const struct call_limits *limits, struct case_result *result);

/* To be called before another case is. A case passes when its functions came back, not when there are the
 * right numbers (session.h): where the worker gives no sign of life, one that passed does not. Numbers
 * that are not right are still said to be so. Returns 0, or -1 after one error line. */
int grade_case_confirm(struct session *session, struct timeouts *timeouts,
                       const struct call_limits *limits, struct case_result *result);

#endif
