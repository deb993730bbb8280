/* export_message.h: what there is to say about a row of an export, in words. */
#ifndef GRADER_EXPORT_MESSAGE_H
#define GRADER_EXPORT_MESSAGE_H

#include "report/export.h"

/* Fills why, message, expected, got, file and line of *row, the group GROUP of TASK that earned
 * nothing. With SECRET, no number of a case and no sentence about it is told. Returns 0, or -1 after one
 * error line. */
int export_explain(struct export_row *row, const struct results_task *task,
                   const struct results_group *group, bool secret);

/* The first case of TASK that did not pass, of one group where GROUP is not NULL; or NULL. */
const struct results_case *export_first_failure(const struct results_task *task,
                                                const struct results_group *group);

/* At most max_bytes of a printable TEXT, no part of a character. Returns how many. */
size_t export_cut(const char *text, size_t max_bytes);

/* The text that FILE, of open_memstream(), was given, printable, at most max_bytes. Closes FILE, frees
 * *bytes; NULL after one error line. The caller frees it. */
char *export_finish(FILE *file, char **bytes, size_t max_bytes);

/* Copies TEXT into to[n], its newlines and tabs as blanks, cut. */
void export_line(char *to, size_t n, const char *text);

#endif
