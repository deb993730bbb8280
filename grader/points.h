/* points.h: from verdicts to points. */
#ifndef GRADER_POINTS_H
#define GRADER_POINTS_H

#include "result.h"

/* Gives each case, group and task its points, and the whole its score; names of each failed task a failed one that it
 * builds on (likely_cause), and takes the points of a task of which the known cases alone pass. From the verdicts
 * alone, so that it may be done again when there are more. */
void points_award(struct result *result);

#endif
