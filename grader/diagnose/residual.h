/* residual.h: the structure of what is wrong, from the numbers alone: a constant factor, one
 * layer, one column, right numbers in other places. Accepted only when what is left is at
 * rounding level, in every case that failed.
 */
#ifndef GRADER_DIAGNOSE_RESIDUAL_H
#define GRADER_DIAGNOSE_RESIDUAL_H

#include "diagnose/known.h"
#include "result.h"

#include <stdbool.h>

/* What the failing cases of TASK have in common in one output of one function, which the filter
 * names (known.h). Returns true and fills the id and title of *cause; or returns false. */
bool residual_cause(const struct task_result *task, const struct evidence_filter *filter,
                    struct cause *cause);

/* Likewise, that every number of that output is 0 where it is wrong. */
bool residual_is_zero(const struct task_result *task,
                      const struct evidence_filter *filter, struct cause *cause);

#endif
