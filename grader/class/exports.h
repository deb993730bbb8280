/* exports.h: the forms that marks are written in, each in the file of its name. For export_command.c. */
#ifndef GRADER_CLASS_EXPORTS_H
#define GRADER_CLASS_EXPORTS_H

#include "class/class_options.h"
#include "class/gradebook.h"
#include "class/marks.h"
#include "class/pseudonym.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* A mark, and what its student is called. */
struct export_row {
    const struct mark *mark;
    char pseudonym[PSEUDONYM_BYTES]; /* "": the student is called by the id */
};

struct class_export {
    const struct class_options *options;
    struct gradebook *book;
    const struct marks *marks;
    struct export_row *rows; /* of marks->n, in order of what the students are called */
};

const char *export_name(const struct export_row *row);

/* Each writes all to STREAM, but pages to the folder options->output, and returns an exit status of
 * class_commands.h, at least CLASS_EXIT_USAGE after an error line. Whether STREAM took it is for the
 * caller to see. */
int export_csv(const struct class_export *e, FILE *stream);
int export_canvas(const struct class_export *e, FILE *stream);
int export_moodle(const struct class_export *e, FILE *stream);
int export_jsonl(const struct class_export *e, FILE *stream);
int export_pages(const struct class_export *e, FILE *stream);

#endif
