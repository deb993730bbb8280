/* build.h: from vetted copies of the student's files to a worker that can be called.
 *
 *     folder/src/       copies of the student's files (submission_open)
 *     folder/obj/       one object a source, then, where a name of theirs may be somebody else's, too,
 *                       student.o: all of them, `ld -r`, with every symbol but the contract's made local
 *     folder/worker     these and our prelinked.o, where that holds all that is called, else our worker.o
 *                       and the libraries, linked statically where that works
 *
 * Compilers and linkers run in the sandbox. A source that does not compile costs the functions
 * defined in it; what compiles is graded. Functions that are called and defined nowhere do not
 * stop the link: a call of one crashes, and costs the case that makes it.
 */
#ifndef GRADER_BUILD_H
#define GRADER_BUILD_H

#include "contract.h"
#include "fingerprint.h"
#include "installation.h"
#include "sandbox/sandbox.h"
#include "submission.h"

#include <stdbool.h>
#include <stddef.h>

struct build {
    char *folder; /* temporary, removed by build_release() */
    char *worker; /* path of the program; NULL: nothing could be built */
    bool defined[FUNCTION_COUNT];
    size_t n_failed;   /* sources that do not compile */
    char *diagnostics; /* of compiler and linker, at most 64 KiB, printable, with the
                          student's file names; never NULL after build_open() */
    char *undefined;   /* names called and defined nowhere, ", " between; NULL: none */
    struct fingerprints fingerprints; /* of a quick build of which all compiled */
};

struct build_options {
    const char *compiler; /* "gcc"; NULL: the first of gcc, cc, clang that is there */
    int jobs;             /* sources compiled at once, >= 1 */
    bool
        quick; /* without optimisation, in a third of the time, and with fingerprints: for a first
                   look, which gives no mark */
    bool cached; /* may be taken from the cache, and is kept there (build_cache.h) */
};

/* Makes the empty temporary folder (below TMPDIR or /tmp) with its src/. Returns 0, or -1 after one
 * error line. */
int build_open(struct build *build);

/* Makes an empty folder NAME beside src/. Returns 0, or -1 after one error line. */
int build_add_folder(const struct build *build, const char *name);

/* Compiles and links what lies in src/. Returns 0 also when the student's files do not compile
 * (then worker is NULL or n_failed > 0, and diagnostics say why); -1 after one error line
 * when it is our failure: no compiler, disk full. */
int build_run(struct build *build, const struct submission *submission,
              const struct installation *installation, const struct sandbox *sandbox,
              const struct build_options *options);

/* Removes the folder with all that is in it. */
void build_release(struct build *build);

#endif
