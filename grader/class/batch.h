/* batch.h: a folder of submissions, whose they are, and what grades them into which gradebook.
 *
 *     struct batch batch;
 *     int status = batch_open(&batch, options);    an exit status
 *     for (size_t i = 0; i < batch.n_chosen; i++)
 *         ... candidate.h, with batch.chosen[i] ...
 *     batch_close(&batch);
 */
#ifndef GRADER_CLASS_BATCH_H
#define GRADER_CLASS_BATCH_H

#include "class/batch_lock.h"
#include "class/class_options.h"
#include "class/gradebook.h"
#include "class/grading.h"
#include "class/intake.h"
#include "class/roster.h"
#include "class/student_sets.h"
#include "class/times.h"

/* Whose a submission is. */
struct owner {
    char *id; /* on the roster, or else made of its name */
    bool on_roster;
    bool ambiguous; /* its name fits several on the roster */
};

struct batch {
    const struct class_options *options;
    struct batch_lock lock; /* and the folder to work in */
    struct gradebook *book; /* NULL: a dry run, and there is none yet */
    struct intake intake;
    struct roster roster; /* empty: none was named */
    struct times times;
    struct grader grader;
    struct fixture_folder set; /* for all; or */
    struct student_sets sets;  /* one for each student: folder is not NULL */
    int64_t last_attempt;      /* in the gradebook before anything was added */

    struct owner *owners; /* of intake.items */
    size_t n_chosen;
    size_t *chosen; /* indices of items: all, or those of --only */
};

/* Opens all that is named in OPTIONS, takes the lock, and adds the roster and the owners to the gradebook; with
 * --dry-run nothing is locked and nothing written. Returns CLASS_EXIT_DONE, or another exit status
 * after one error line; *batch is then empty. */
int batch_open(struct batch *batch, const struct class_options *options);
void batch_close(struct batch *batch);

#endif
