/* compile.h: the student's sources to objects, several at once. */
#ifndef GRADER_COMPILE_H
#define GRADER_COMPILE_H

#include "object.h"
#include "submission.h"
#include "toolchain.h"

#include <stdbool.h>
#include <stddef.h>

struct compiled {
    const struct source *source; /* borrowed */
    char path[272];              /* "obj/backprop.o" */
    bool due;                    /* to be compiled, for the first time or again */
    bool built;                  /* there is an object, and it may be linked */
    bool in_doubt;               /* not built, and the toolchain may be to blame */
    char fault[240]; /* why it was not built, where the compiler does not say; or "" */
    struct object object;         /* where built */
    struct sandbox_status status; /* of the compiler */
};

/* Fills compiled[0..n_sources-1], all of them due. */
void compile_open(struct compiled *compiled, const struct submission *submission);

/* Compiles those of the n sources that are due, `jobs` at once; none is due afterwards.
 * Returns 0 whatever the compiler said, or -1 after an error line. */
int compile_run(const struct toolchain *toolchain, struct compiled *compiled, size_t n,
                int jobs);
void compile_release(struct compiled *compiled, size_t n);

#endif
