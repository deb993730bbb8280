/* division.h: which cases of a task fail and which pass, when a line divides them. */
#ifndef GRADER_DIAGNOSE_DIVISION_H
#define GRADER_DIAGNOSE_DIVISION_H

#include "result.h"

#include <stdbool.h>

/* The line as a cause of the kind structure: "it is right for one sample alone, and wrong for
 * more". False where none divides them. */
bool division_cause(const struct task_result *task, struct cause *cause);

#endif
