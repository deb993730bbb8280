/* failures.h: which failures of a result a report speaks of, in which order, and in which
 * words. The reports draw; what there is to say is decided here, once for all of them. */
#ifndef GRADER_FAILURES_H
#define GRADER_FAILURES_H

#include "result.h"

#include <stdbool.h>
#include <stddef.h>

/* The failing task at the end of the chain of likely causes that starts at TASK; TASK
 * itself when it has none, when it forfeits its points by itself, or when it has a cause
 * of its own. */
int failure_root(const struct result *result, int task);

/* The failing tasks that have no likely cause, in the order of the rubric. Returns how
 * many. */
size_t failure_roots(const struct result *result, int tasks[RUBRIC_TASKS]);

/* The failing tasks whose root is ROOT, without ROOT itself. Returns how many. */
size_t failure_consequences(const struct result *result, int root,
                            int tasks[RUBRIC_TASKS]);

/* The first group of TASK that did not earn its points, or NULL. */
const struct group_result *failure_group(const struct task_result *task);

/* One sentence on a case without numbers: its message, or what its verdict means; ""
 * where the numbers say all. */
void failure_sentence(const struct case_result *c, char *text, size_t n);

/* What a verdict means, without a number; "" where numbers say it. Static storage. */
const char *failure_meaning(enum verdict verdict);

/* What the function was called with, as far as it is small enough to read: "x = 1, y = 2"
 * of the point that is off, "3-4-2, softmax, m = 5, lambda = 0.1". "" where they are kept
 * secret. */
void failure_inputs(const struct case_result *c, bool secret, char *text, size_t n);

/* The worst element of a case that is wrong or not finite, as text. Both numbers have as
 * many digits as it takes to see the difference. */
struct failure_numbers {
    char got[32], expected[32];
    char difference[120]; /* "off by 4.2e-05, rounding explains 3.1e-16" */
};

/* Meant for the verdicts WRONG and NOT_FINITE with an element, where nothing is secret.
 */
void failure_numbers(const struct case_result *c, struct failure_numbers *numbers);

/* The same of two numbers. EXACT: any difference is wrong, and its size says nothing. */
void failure_pair(double got, double expected, double bound, bool exact,
                  struct failure_numbers *numbers);

/* "7 of 26 elements are off"; "" where there is but one element. */
void failure_extent(const struct evidence *evidence, char *text, size_t n);

#endif
