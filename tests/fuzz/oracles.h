/* oracles.h: what must hold whatever the bytes are, as functions to assert. */
#ifndef TESTS_FUZZ_ORACLES_H
#define TESTS_FUZZ_ORACLES_H

#include <stdbool.h>
#include <stddef.h>

/* How many error lines there were since the last question. error() is defined here: it
 * makes its line and drops it. */
size_t errors_taken(void);

/* Whether the text may be shown: UTF-8 without what printable.h escapes. Newline and tab
 * are allowed where LINES is set. */
bool text_is_safe(const char *text, size_t n, bool lines);

/* How many descriptors below 64 are open: as many after as before, unless one was
 * left. */
int open_descriptors(void);

/* A folder of this process's below TMPDIR, else /tmp; whoever set TMPDIR removes it. */
const char *scratch_folder(void);

#endif
