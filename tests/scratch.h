/* scratch.h: a folder for the files of one test, and what the code under test prints as errors.
 * Call from a Check test, in a process of its own. Failures are Check failures.
 */
#ifndef TESTS_SCRATCH_H
#define TESTS_SCRATCH_H

#include <stddef.h>

struct scratch {
    char folder[64];
    char errors[8192]; /* what scratch_errors() read last */
};

/* Makes the folder below TMPDIR or /tmp, and turns stderr into a file in it. */
void scratch_open(struct scratch *s);

/* Removes the folder with its files and its folders of files. */
void scratch_close(struct scratch *s);

/* "FOLDER/NAME"; each of the last 8 answers stays as it is. */
const char *scratch_path(const struct scratch *s, const char *name);

/* Makes BYTES the content of FOLDER/NAME and returns its path. */
const char *scratch_write(const struct scratch *s, const char *name, const void *bytes,
                          size_t n_bytes);

/* Makes the folder FOLDER/NAME. */
void scratch_folder(const struct scratch *s, const char *name);

/* Has a shell run COMMAND in the folder; fails unless it ends with 0. */
void scratch_run(const struct scratch *s, const char *command);

/* Waits until files that were just written have times that another change would change (cache.h). */
void scratch_settle(void);

/* All that was printed to stderr since the last call. */
const char *scratch_errors(struct scratch *s);

/* Fails unless stderr got, since the last look, exactly one line: "PROGRAM: " and the text, in
 * which the scratch folder stands for every "@". */
void scratch_expect_error(struct scratch *s, const char *text);

#endif
