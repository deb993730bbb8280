/* slurm.h: Slurm's commands, run as a person would run them. */
#ifndef GRADER_CLASS_SLURM_H
#define GRADER_CLASS_SLURM_H

#include <stdbool.h>
#include <stddef.h>

enum { SLURM_JOB_ID = 64, SLURM_JOB_NAME = 64 };

/* Runs sbatch with ARGUMENTS (NULL-terminated, without "sbatch") and --parsable. Returns 0 with the id of the
 * job, or -1 after one error line with what sbatch said: it is not there, it failed. */
int slurm_submit(const char *const *arguments, char job[SLURM_JOB_ID]);

struct slurm_task {
    char name[SLURM_JOB_NAME]; /* of its job */
    int index;                 /* in the array */
    bool running;              /* else it waits, or is about to end */
};

struct slurm_queue {
    size_t n;
    struct slurm_task *tasks;
};

/* Runs squeue: the tasks of this user's array jobs whose name begins with PREFIX and that have not ended, one
 * that waits to run again after its node died among them. Returns 0; or after one error line SLURM_MISSING, when
 * there is no squeue here, or -1. */
enum { SLURM_MISSING = -2 };
int slurm_queue_read(struct slurm_queue *queue, const char *prefix);
void slurm_queue_release(struct slurm_queue *queue);

/* The task, or NULL: it has ended, or was never there. */
const struct slurm_task *slurm_queue_find(const struct slurm_queue *queue,
                                          const char *name, int index);

#endif
