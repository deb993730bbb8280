/* terminal_failure.h: one failing task on the terminal: a failing case with its inputs, where it is
 * off, what came and what was expected; and what the compiler says. */
#ifndef GRADER_TERMINAL_FAILURE_H
#define GRADER_TERMINAL_FAILURE_H

#include "report/screen.h"
#include "result.h"

/* Draws the first failing case of the task; in a verbose style every one. */
void terminal_failure(struct screen *screen, const struct result *result, int task);

/* Draws the compiler's diagnostics from the first error on (the first line, if there is none),
 * at most max_lines of them, and how many more there are. */
void terminal_diagnostics(struct screen *screen, const char *diagnostics, int max_lines);

#endif
