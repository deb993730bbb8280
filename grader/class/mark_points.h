/* mark_points.h: what a policy makes of one attempt. For marks.c. */
#ifndef GRADER_CLASS_MARK_POINTS_H
#define GRADER_CLASS_MARK_POINTS_H

#include "class/marks.h"
#include "class/policy.h"

#include <stddef.h>
#include <time.h>

/* How late an attempt of STUDENT's is that was handed in at SUBMITTED, and the penalty for that: sets late_s,
 * late_days, free_days, too_late, extended and penalty_percent_c. */
void mark_lateness(struct mark *mark, const struct policy *policy, const char *student,
                   time_t submitted);

/* Sets points_c, max_c, penalty_c, and which of the n_tasks tasks are left out, of mark->tasks, their
 * weights, and the penalty. Where the attempt has no tasks, all its points are taken as one. */
void mark_score(struct mark *mark, const struct policy *policy, const long *weights_c,
                size_t n_tasks);

#endif
