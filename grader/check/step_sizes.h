/* step_sizes.h: how the error of the student's numerical gradient goes with its step. Nothing is
 * decided by it: a report draws it.
 *
 * The quotient (J(theta + epsilon e_i) - J(theta - epsilon e_i)) / (2 epsilon) is off by
 * epsilon^2 J''' / 6, which shrinks with epsilon, and by rounding, about u |J| / epsilon, which
 * grows: a V on logarithmic axes. A one-sided quotient is off by epsilon J'' / 2.
 */
#ifndef GRADER_CHECK_STEP_SIZES_H
#define GRADER_CHECK_STEP_SIZES_H

#include "result.h"
#include "session.h"

/* Calls bp_numerical_gradient with steps of 1 to 1e-12, on the J of the case of TASK with the most
 * parameters. Where a call does not come back, the steps before it are all there is. Restarts the
 * worker if one failed. Returns 0, or -1 after one error line. */
int step_sizes_measure(struct session *session, const struct task_result *task,
                       struct step_sizes *sizes);

#endif
