/* array_job.h: what was handed to Slurm at once: an array job, a task for every few units of work. It is a
 * folder in a shared folder (shared_folder.h), written once and whole:
 *
 *     jobs/0001/plan.csv      what is the same for all: the grader, the compiler, ...
 *     jobs/0001/units.csv     each unit, and which task of the array grades it
 *     jobs/0001/attempts.csv  who handed in what, and which unit it waits for
 *     jobs/0001/job.sh        what a task runs
 *     jobs/0001/slurm-id      Slurm's id of the job, once it has one
 *     jobs/0001/task-0.log    what task 0 had to say
 *     jobs/0001/collected     everything in attempts.csv is in the gradebook
 */
#ifndef GRADER_CLASS_ARRAY_JOB_H
#define GRADER_CLASS_ARRAY_JOB_H

#include "class/csv.h"
#include "class/shared_folder.h"
#include "class/slurm.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Slurm's own limit, where nobody has changed it, is 1001. */
enum { ARRAY_JOB_MAX_TASKS = 1000 };

/* Texts lie in the job's CSV, or are borrowed by who fills one in to write it. */
struct job_unit {
    const char *id, *content, *fixtures; /* names in results/, inputs/ and sets/ */
    int task;
    int try_number; /* 1: handed in by submit, 2 and 3: by collect, since it came to nothing */
};

struct job_attempt {
    const char *student, *source, *content, *fixtures, *submitted_at, *unit;
};

struct array_job {
    int number;           /* from 1 */
    const char *grader;   /* its id: another one must not do the work */
    const char *compiler; /* as it was asked for, or "" */
    int64_t after;        /* the last attempt that was in the gradebook before */
    int limit;            /* tasks at a time; 0: as many as Slurm starts */
    size_t n_arguments;   /* the user's own, for sbatch */
    const char **arguments;
    size_t n_units, n_attempts;
    struct job_unit *units;
    struct job_attempt *attempts;
    struct csv plan, units_csv, attempts_csv; /* of what was read; empty otherwise */
};

/* Writes the plan as the next job, whose number it sets; PROGRAM is gradeclass's own path. Returns 0, or
 * -1 after one error line, with nothing left behind. */
int array_job_write(const struct shared_folder *shared, struct array_job *job,
                    const char *program);

/* Takes it back: it was never handed to Slurm. */
int array_job_remove(const struct shared_folder *shared, int number);

/* Reads job NUMBER, all but the attempts where UNITS_ALONE. Returns 0, or -1 after one error line. */
int array_job_read(struct array_job *job, const struct shared_folder *shared, int number,
                   bool units_alone);
void array_job_release(struct array_job *job);

/* The numbers of all jobs, ascending; the caller frees *numbers. Returns 0, or -1 after one error line. */
int array_job_list(const struct shared_folder *shared, int **numbers, size_t *n);

/* "SHARED/jobs/0001", which the caller frees; NULL after one error line. */
char *array_job_path(const struct shared_folder *shared, int number);

/* What its job is called: the same start for all of this folder. */
void array_job_prefix(const struct shared_folder *shared, char prefix[SLURM_JOB_NAME]);
void array_job_name(const struct shared_folder *shared, int number,
                    char name[SLURM_JOB_NAME]);

/* Hands it to Slurm as an array job. Returns 0 with the job's id, or -1 after one error line. */
int array_job_submit(const struct shared_folder *shared, const struct array_job *job,
                     char id[SLURM_JOB_ID]);

/* Small files of the job: whether NAME is there; its first line, printable ("" where there is none); and
 * to write it. */
bool array_job_has(const struct shared_folder *shared, int number, const char *name);
void array_job_note(const struct shared_folder *shared, int number, const char *name,
                    char text[STAGE_MESSAGE_BYTES]);
int array_job_mark(const struct shared_folder *shared, int number, const char *name,
                   const char *text);

#endif
