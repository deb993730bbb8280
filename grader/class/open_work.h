/* open_work.h: what was handed to Slurm and is not all in the gradebook yet: every unit of work, where it
 * stands, and who waits for it. It is read anew from the shared folder and from squeue by each command, and
 * kept nowhere else, so that nothing can contradict them.
 */
#ifndef GRADER_CLASS_OPEN_WORK_H
#define GRADER_CLASS_OPEN_WORK_H

#include "class/array_job.h"
#include "class/gradebook.h"
#include "class/shared_folder.h"

#include <stdbool.h>
#include <stddef.h>

enum unit_state {
    UNIT_DONE,    /* it has a result */
    UNIT_RUNNING, /* its task runs */
    UNIT_WAITING, /* its task is to run, or to run again */
    UNIT_ENDED    /* its task has ended without a result, or never was */
};

struct open_unit {
    const struct array_job *job; /* the last that it was handed in with */
    const struct job_unit *unit; /* there */
    enum unit_state state;
    bool wanted;   /* somebody waits for it */
    bool given_up; /* for the caller: it is not tried again */
};

struct open_attempt {
    const struct array_job *job;
    const struct job_attempt *attempt;
    struct open_unit *unit;
    bool collected; /* it is in the gradebook */
};

struct open_work {
    const struct shared_folder *shared; /* borrowed */
    size_t n_jobs, n_units, n_attempts;
    struct array_job *jobs;        /* ascending; those that are collected are left out */
    struct open_unit *units;       /* by id */
    struct open_attempt *attempts; /* by student; of one handed in again, the last */
};

/* Reads all jobs that are not collected. Attempts that are in the gradebook already are marked so. Returns 0, or
 * -1 after one error line. */
int open_work_read(struct open_work *work, const struct shared_folder *shared,
                   struct gradebook *book);
void open_work_release(struct open_work *work);

/* Sets the state of all units. What has no result is looked for in the queue; where all have one, Slurm is not
 * asked. Returns what slurm_queue_read() does. */
int open_work_look(struct open_work *work);

/* Whether the attempt has come into the gradebook since it was read, which is then marked. Returns 0, or -1 after one error line. */
int open_work_find(struct open_attempt *open, struct gradebook *book);

struct open_unit *open_work_unit(const struct open_work *work, const char *id);

/* How many wanted units are in STATE. */
size_t open_work_count(const struct open_work *work, enum unit_state state);

#endif
