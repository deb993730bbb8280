/* sanitize.h: the submission built once more with AddressSanitizer and UBSan, and a failing case run
 * in that build: the line of the student's file at which it goes wrong. For people alone: it
 * never has a part in points, and what is parsed is text that student code may have printed.
 */
#ifndef GRADER_SANITIZE_H
#define GRADER_SANITIZE_H

#include "build.h"
#include "result.h"
#include "toolchain.h"

#include <stdbool.h>

/* Builds, and runs the first failing case of those tasks of *result that ask for it: with `all`
 * every failing task, else the first few that crashed, or are wrong without a named cause. Fills
 * task->finding. A machine without sanitizers, or a build that fails, fills nothing. Returns 0,
 * or -1 after one error line. */
int sanitize(struct result *result, const struct build *build,
             const struct submission *submission, const struct sandbox *sandbox,
             const char *compiler, bool all);

/* Builds the sources in the toolchain's folder, where build_run() was, to the program `sanitized`.
 * Returns 1, 0 where that is not possible on this machine, or -1 after one error line. */
int sanitize_build(const struct toolchain *toolchain,
                   const struct submission *submission);

/* Finds in TEXT, what a sanitized program printed, the first place in a file of the student's.
 * False where there is none. */
bool sanitizer_finding(const char *text, const struct submission *submission,
                       struct finding *finding);

#endif
