#include "class/collection.h"
#include "class/grading.h"
#include "error.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Why a unit has no result, as far as anybody can tell. */
static void find_reason(const struct collection *c, const struct open_unit *open,
                        char message[STAGE_MESSAGE_BYTES])
{
    char log[32];
    shared_folder_get_failure(&c->shared, open->unit->id, message);
    if (!message[0])
        array_job_note(&c->shared, open->job->number, "unreachable", message);
    if (message[0])
        return;
    snprintf(log, sizeof log, "task-%d.log", open->unit->task);
    if (array_job_has(&c->shared, open->job->number, log))
        snprintf(
            message, STAGE_MESSAGE_BYTES,
            "its task was ended before it was graded; see jobs/%04d/%s in the shared "
            "folder",
            open->job->number, log);
    else
        snprintf(message, STAGE_MESSAGE_BYTES,
                 "its task ended and left nothing: is the shared folder at the same path "
                 "on all nodes?");
}

static int give_up(struct collection *c, struct open_unit *unit, const char *message)
{
    unit->given_up = true;
    for (size_t i = 0; i < c->open.n_attempts; i++) {
        const struct open_attempt *open = &c->open.attempts[i];
        if (open->unit != unit || open->collected)
            continue;
        const struct attempt attempt = {.student = open->attempt->student,
                                        .source = open->attempt->source};
        if (gradebook_add_failure(c->book, &attempt, message) != 0)
            return -1;
    }
    return 0;
}

/* What the unit is handed in again with; 0 when it is not. */
static int try_again(struct collection *c, struct open_unit *open,
                     const struct grader *grader, struct job_unit *unit)
{
    char message[STAGE_MESSAGE_BYTES];
    if (strcmp(open->job->grader, grader->id) != 0)
        return give_up(c, open,
                       "the grader has changed since it was submitted: submit it again");
    if (open->unit->try_number >= COLLECTION_TRIES) {
        find_reason(c, open, message);
        return give_up(c, open, message);
    }
    *unit = *open->unit;
    unit->try_number++;
    return 1;
}

/* A task for each: what was in the way of one is not to take others with it. */
static int hand_in(struct collection *c, const struct array_job *like,
                   struct job_unit *units, size_t n)
{
    char id[SLURM_JOB_ID];
    struct array_job job = {.grader = like->grader,
                            .compiler = like->compiler,
                            .after = like->after,
                            .limit = like->limit,
                            .n_arguments = like->n_arguments,
                            .arguments = like->arguments,
                            .n_units = n,
                            .units = units};
    char *program = realpath("/proc/self/exe", NULL);
    if (!program)
        return error("cannot find where this program lies");
    for (size_t i = 0; i < n; i++)
        units[i].task = (int)(i * ARRAY_JOB_MAX_TASKS /
                              (n > ARRAY_JOB_MAX_TASKS ? n : ARRAY_JOB_MAX_TASKS));
    int status = array_job_write(&c->shared, &job, program);
    if (status == 0) {
        status = array_job_submit(&c->shared, &job, id);
        if (status == 0)
            status = array_job_mark(&c->shared, job.number, "slurm-id", id);
        else
            array_job_remove(&c->shared, job.number);
    }
    free(program);
    if (status != 0)
        return -1;
    c->n_again += n;
    return 0;
}

/* Those of one job, with its compiler and its arguments. */
static int retry_job(struct collection *c, const struct array_job *job,
                     const struct grader *grader, struct job_unit *units)
{
    size_t n = 0;
    for (size_t i = 0; i < c->open.n_units; i++) {
        struct open_unit *open = &c->open.units[i];
        if (open->job != job || !open->wanted || open->given_up ||
            open->state != UNIT_ENDED)
            continue;
        int again = try_again(c, open, grader, &units[n]);
        if (again < 0)
            return -1;
        n += (size_t)again;
    }
    return n > 0 ? hand_in(c, job, units, n) : 0;
}

static int retry(struct collection *c, const struct grader *grader,
                 struct job_unit *units)
{
    size_t n_before = c->n_again;
    for (size_t j = 0; j < c->open.n_jobs; j++)
        if (retry_job(c, &c->open.jobs[j], grader, units) != 0)
            return -1;
    if (c->n_again == n_before)
        return 0;
    open_work_release(&c->open);
    return open_work_read(&c->open, &c->shared, c->book);
}

int collection_retry(struct collection *c)
{
    struct grader grader;
    struct job_unit *units = calloc(c->open.n_units + 1, sizeof *units);
    int status = -1;
    if (!units)
        error("out of memory");
    else if (grader_find(&grader, NULL) == 0) {
        status = retry(c, &grader, units);
        grader_release(&grader);
    }
    free(units);
    return status;
}
