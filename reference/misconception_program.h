/* misconception_program.h: a misconception built as a submission is, and kept beside the running
 * program, in misconceptions/, under a hash of all that it is made of.
 *
 * Several threads may prepare at once. To open is for one: a program that is written while another
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

/* Sees to it that a program is kept for the submission in FOLDER, together with the headers in
 * ALL/lecture. Returns 0, or -1 after one error line: it does not compile, or our failure. */
int misconception_program_prepare(const char *folder, const char *all,
                                  const struct installation *installation,
                                  const struct sandbox *sandbox);

/* Takes the program that was prepared. Returns 0, or -1 after one error line. */
int misconception_program_open(struct misconception_program *program, const char *folder,
                               const char *all, const struct installation *installation,
                               const struct sandbox *sandbox);
void misconception_program_release(struct misconception_program *program);

#endif
