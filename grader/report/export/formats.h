/* formats.h: the writers of the formats, one a file. Each writes all of *e to a stream, from the rows of
 * export.h and what stands around them, escaped as its format asks. Returns 0, or -1 after one error
 * line; what becomes of the stream is the caller's to ask.
 *
 * Which fields a format has, and what they mean, is said in docs/exports.md.
 */
#ifndef GRADER_EXPORT_FORMATS_H
#define GRADER_EXPORT_FORMATS_H

#include "report/export.h"

#include <cjson/cJSON.h>

typedef int export_writer(const struct export *e, FILE *stream);

export_writer write_autolab;
export_writer write_check50;
export_writer write_classroom50;
export_writer write_csv;
export_writer write_github; /* the annotations; the summary is write_markdown */
export_writer write_github_classroom;
export_writer write_gitlab_code_quality;
export_writer write_gradescope;
export_writer write_junit;
export_writer write_markdown;
export_writer write_tap;

/* Writes *root as text, on several lines or on one, with a newline behind it, and deletes it. OK is
 * false where it could not be made for want of memory. Returns 0, or -1 after one error line. */
int export_write_json(cJSON *root, bool ok, bool on_one_line, FILE *stream);

#endif
