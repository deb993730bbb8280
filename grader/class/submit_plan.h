/* submit_plan.h: what of a batch is to go to the cluster, gathered submission by submission.
 *
 *     submit_plan_open(&plan, &batch, &shared)
 *     submit_plan_add(&plan, &candidate)       candidate.action is CANDIDATE_IS_TO_GRADE
 *     submit_plan_job(&plan, &job)             what array_job_write() takes
 *     submit_plan_release(&plan)
 */
#ifndef GRADER_CLASS_SUBMIT_PLAN_H
#define GRADER_CLASS_SUBMIT_PLAN_H

#include "class/array_job.h"
#include "class/candidate.h"
#include "class/open_work.h"

/* Of one submission. */
struct planned {
    char content[STAGE_HASH + 1], unit[UNIT_ID + 1];
    char fixtures[GRADER_ID_BYTES], set[GRADER_ID_BYTES];
    char submitted_at[TIME_UTC_BYTES];
};

struct submit_plan {
    struct batch *batch;         /* borrowed */
    struct shared_folder shared; /* path NULL: there is none yet */
    struct open_work open;
    int round; /* see unit_id() */
    size_t n_units, n_attempts;
    struct planned *texts; /* of batch->n_chosen */
    struct job_unit *units;
    struct job_attempt *attempts;
};

enum submit_standing {
    SUBMIT_NEW,      /* it is in the plan now */
    SUBMIT_AGAIN,    /* likewise: it was handed in before, and its task came to nothing */
    SUBMIT_IN_WORK,  /* it is not: a task of an earlier call has yet to grade it */
    SUBMIT_IS_GRADED /* nor that: its result has only to be collected */
};

/* Opens the shared folder that BATCH's options name, and looks at what is in work there. A dry run makes no
 * folder. Returns 0, or -1 after one error line. */
int submit_plan_open(struct submit_plan *plan, struct batch *batch);
void submit_plan_release(struct submit_plan *plan);

/* Adds what CANDIDATE needs; its files and its set are put into the shared folder, but in a dry run. Returns 0,
 * or -1 after one error line. */
int submit_plan_add(struct submit_plan *plan, const struct candidate *candidate,
                    enum submit_standing *standing);

/* How many tasks the units are spread over, CHUNK each; 0: chosen here. */
size_t submit_plan_spread(struct submit_plan *plan, size_t chunk);

/* Hands all that was added to Slurm, with a job id where there is anything to grade ("" where others' results
 * will do). Returns 0, or -1 after one error line; nothing of it is left then. */
int submit_plan_submit(struct submit_plan *plan, char id[SLURM_JOB_ID]);

#endif
