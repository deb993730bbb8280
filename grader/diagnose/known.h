/* known.h: do a task's wrong answers fit a known misconception?
 *
 * The evidence is a list of outputs, right or wrong, of all cases that misconceptions cover. A
 * misconception fits when it is right where the submission is right, and where the submission
 * is wrong gives the same numbers to nine digits. Two together fit when each output is what the
 * one gives that is wrong there, and each is alone in being wrong somewhere.
 */
#ifndef GRADER_DIAGNOSE_KNOWN_H
#define GRADER_DIAGNOSE_KNOWN_H

#include "misconception.h"
#include "result.h"

#include <stdbool.h>
#include <stddef.h>

/* Which outputs count. */
struct evidence_filter {
    int function;           /* cases of this function alone; -1: all */
    int output;             /* this one of the outputs alone; -1: all */
    bool leave_regularised; /* not those of groups named regularised... */
};

/* Whether an output of a case of FUNCTION in the group counts. */
bool evidence_passes(const struct evidence_filter *filter, const char *group,
                     enum function function, size_t output);

enum { KNOWN_MAX_FITS = 16 };

/* Sets of one or two misconceptions that fit. */
struct fits {
    size_t n; /* may be larger than KNOWN_MAX_FITS: the rest is not listed */
    const struct misconception *list[KNOWN_MAX_FITS][2]; /* [1] is NULL in a set of one */
};

/* Finds all sets of SIZE misconceptions, 1 or 2, that fit the evidence of TASK. None where
 * nothing is wrong. Returns 0, or -1 after one error line. */
int known_fits(const struct misconceptions *all, const struct task_result *task,
               const struct evidence_filter *filter, int size, struct fits *fits);

/* The one misconception whose answers, with the other sign, are what the filter lets through, and
 * minus the right one where it is right: a sign and another slip at once. NULL: none, or several. */
const struct misconception *known_negated(const struct misconceptions *all,
                                          const struct task_result *task,
                                          const struct evidence_filter *filter);

/* Whether anything that the filter lets through is wrong. */
bool known_any_wrong(const struct task_result *task,
                     const struct evidence_filter *filter);

/* Whether M alone fits all of the task's evidence, and is wrong somewhere in it. */
bool known_fits_alone(const struct misconception *m, const struct task_result *task);

/* Whether M gives a wrong answer to any case of the task. */
bool known_concerns(const struct misconception *m, const struct task_result *task);

#endif
