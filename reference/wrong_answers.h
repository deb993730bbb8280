/* wrong_answers.h: runs the wrong submissions of reference/misconceptions and keeps what they
 * answer to the cases of a set.
 *
 * A misconception is a folder with backprop.c (or other .c and .h files), a submission with one
 * slip, and why.md (explanation.h). It need not define all functions; headers of
 * misconceptions/lecture, a right implementation whose steps can be replaced one by one, lie
 * beside its files when it is built. It is run as a student's submission is, in the sandbox,
 * since it may be one.
 *
 * Functions that return int return 0, or -1 after one error line.
 */
#ifndef REFERENCE_WRONG_ANSWERS_H
#define REFERENCE_WRONG_ANSWERS_H

#include "fixture.h"
#include "misconception.h"

struct wrong_answers_options {
    const char *folder; /* of all misconceptions */
    const char *only;   /* this one and no other is run; NULL: all */
    int n_jobs;         /* processes at a time (team.h) */
    void (*progress)(size_t done, size_t total); /* called between two; NULL: nothing */
};

/* Fills *all with the answers to the cases of SET that misconception_covers(), expected
 * values included. A folder without why.md, a submission that does not compile, one that answers
 * right everywhere are errors that name the folder. Programs are kept beside the running one,
 * in misconceptions/, under a hash of all that they are made of. */
int wrong_answers_collect(struct misconceptions *all, const struct fixture_set *set,
                          const struct wrong_answers_options *options);

/* Whether no two of ALL answer alike wherever both were asked; an error line names the first two
 * that do. */
int wrong_answers_differ(const struct misconceptions *all, const struct fixture_set *set);

#endif
