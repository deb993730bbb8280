/* consistency.h: cost and gradient together: which of them is wrong, and does the one belong to
 * the other? The expected values say what is right, the gradient check (check/gradient_check.h)
 * what belongs together; both make one of four sentences.
 */
#ifndef GRADER_DIAGNOSE_CONSISTENCY_H
#define GRADER_DIAGNOSE_CONSISTENCY_H

#include "check/draw.h"
#include "result.h"
#include "session.h"

/* Fills diagnosis.consistency of the task gradient where it or the task cost was graded and
 * failed, and both functions answer. Returns 0, or -1 after one error line. */
int diagnose_consistency(struct session *session, struct draw *draw,
                         struct result *result);

#endif
