/* explain.h: what `gradecheck explain` prints: a task of the exercise, or a cause by its id. */
#ifndef GRADER_EXPLAIN_H
#define GRADER_EXPLAIN_H

#include "misconception.h"
#include "report/report.h"

#include <stdio.h>

/* Explains TOPIC, the id of a task or of a cause; NULL: lists the tasks. Returns 0, or -1 after one
 * error line where nothing is called that. */
int explain(const char *topic, const struct misconceptions *known,
            const struct terminal_style *style, FILE *stream);

#endif
