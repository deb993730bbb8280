/* report.h: one result, many forms. Every writer reads struct result and nothing else. */
#ifndef GRADER_REPORT_H
#define GRADER_REPORT_H

#include "result.h"

#include <stdbool.h>
#include <stdio.h>

struct terminal_style {
    bool colour;
    bool utf8;
    bool verbose; /* every failing case, compiler warnings, what the submission printed */
    int columns;  /* 80, or what the terminal has if that is less */
};

/* The report as a person reads it. Expected values and inputs of a hidden set are left out. */
void report_terminal(const struct result *result, const struct terminal_style *style,
                     FILE *stream);

/* results.json as text: `score`, `max_score`, `tasks`, and what docs/results.md describes; of a
 * result that is not complete, the tasks that are done. The caller frees it; NULL after one error
 * line. */
char *report_json(const struct result *result);

/* Writes TEXT to PATH, beside it and then renamed: an earlier file stays whole until then.
 * Returns 0, or -1 after one error line. */
int report_save(const char *path, const char *text);

/* The same for a text that report_save() will soon replace: nothing waits for the disk, and a pipe
 * or a device gets none of it. */
int report_save_draft(const char *path, const char *text);

/* Finds out, before the long work, whether report_save() could write to PATH; changes nothing.
 * Returns 0, or -1 after one error line. */
int report_check_destination(const char *path);

#endif
