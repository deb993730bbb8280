/* repetition.h: the same call gives the same answer: twice in a row, after other calls, in a fresh
 * process, with arrays at other addresses, and whatever the outputs and fresh memory held before.
 */
#ifndef GRADER_CHECK_REPETITION_H
#define GRADER_CHECK_REPETITION_H

#include "result.h"
#include "session.h"

/* The id of the check. */
#define CHECK_REPEATABLE "repeatable"

/* Repeats, for each function of each graded task, the first case that passed, and appends a
 * check CHECK_REPEATABLE to the task. An answer that differs by rounding alone is a remark, and so
 * is memory that is not freed. Begins in the worker that there is, and restarts it. Returns 0, or -1 after one error line. */
int check_repetition(struct session *session, struct result *result);

#endif
