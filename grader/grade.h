/* grade.h: one submission, from folder to result. */
#ifndef GRADER_GRADE_H
#define GRADER_GRADE_H

#include "build.h"
#include "fixture.h"
#include "installation.h"
#include "result.h"

struct grade_options {
    const char *submission; /* the folder */
    unsigned tasks;         /* these alone, 1 << index in the rubric each; 0: all */
    bool staff;             /* a hidden set is not kept secret in the result */
    uint64_t seed;          /* of the inputs that checks draw */
    bool sanitize;          /* every failing task is run with sanitizers, too */

    /* Sets of enum sandbox_layer. Where the machine lacks one that is required, there is no
     * mark; those of `without` are left out. */
    unsigned required, without;
    struct build_options build;
    void (*progress)(void *context, const char *what, int done, int total); /* or NULL */
    void *progress_context;

    /* Called after each task with the result as far as it is known (result.h: complete, done);
     * returns 0, or -1 after one error line, which ends the grading; or NULL. */
    int (*task_done)(void *context, const struct result *result);
    void *task_done_context;
};

/* What a first look finds. */
struct look {
    struct fingerprints fingerprints; /* of the submission as it is */
    bool unchanged;                   /* they are the known ones: nothing was run */
};

/* A first look at the submission, quickly built: what takes long and seldom says otherwise is left out (whether the
 * gradient costs too much, whether answers repeat), and so is all that gives no points. Nothing is run where its
 * fingerprints are KNOWN ones. Returns as grade_submission() does. */
int grade_look(struct look *look, struct result *result, const struct fingerprints *known,
               const struct installation *installation,
               const struct fixture_set *fixtures, const struct grade_options *options);

/* Builds and runs the submission and fills *result, which borrows from fixtures. Returns
 * 0 when a mark was given, however bad the submission; SUBMISSION_REFUSED, or -1 when the
 * grader failed, after one error line: *result is then empty. */
int grade_submission(struct result *result, const struct installation *installation,
                     const struct fixture_set *fixtures,
                     const struct grade_options *options);

#endif
