/* misconception_program.h: a misconception built as a submission is, and kept beside the running
 * program, in misconceptions/, under a hash of all that it is made of.
 *
 * Several processes may do so at once, threads may not: a program that is written while another
 * thread starts one is busy to the system.
 */
#ifndef REFERENCE_MISCONCEPTION_PROGRAM_H
#define REFERENCE_MISCONCEPTION_PROGRAM_H

#include "build.h"
#include "contract.h"
#include "installation.h"
#include "sandbox/sandbox.h"

#include <stdbool.h>

/* The folder beside the misconceptions whose headers lie beside the files of each. */
#define MISCONCEPTION_HEADERS "lecture"

struct misconception_program {
    struct build build; /* its temporary folder */
    char *worker;       /* within */
    bool defined[FUNCTION_COUNT];
};

/* The program of the submission in FOLDER, together with the headers in ALL/lecture: as it was
 * kept, or built and kept now. Returns 0, or -1 after one error line: it does not compile, or our
 * failure. */
int misconception_program_open(struct misconception_program *program, const char *folder,
                               const char *all, const struct installation *installation,
                               const struct sandbox *sandbox);
void misconception_program_release(struct misconception_program *program);

#endif
