/* diagnostics.h: what compilers say, as the student is to read it. */
#ifndef GRADER_DIAGNOSTICS_H
#define GRADER_DIAGNOSTICS_H

#include "submission.h"

#include <stddef.h>

/* A printable copy of RAW, at most max_bytes long, cut at the end of a line and marked
 * where it is longer. Files of the build's src/ and include/ are named at the start of a
 * line, and behind "from ", as the student named them. The caller frees it; NULL after
 * one error line. */
char *diagnostics_text(const char *raw, size_t n_bytes,
                       const struct submission *submission, size_t max_bytes);

#endif
