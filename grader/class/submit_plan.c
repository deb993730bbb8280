#include "class/submit_plan.h"

#include "error.h"
#include "file.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* As few units a task as keep the cluster busy to the end, and as many as make its start worth while. */
enum { WANTED_TASKS = 64, MAX_CHUNK = 32 };

/* ---- open ---- */

static int next_round(struct submit_plan *plan)
{
    int *numbers;
    size_t n;
    if (!plan->batch->options->regrade || !plan->shared.path)
        return 0;
    if (array_job_list(&plan->shared, &numbers, &n) != 0)
        return -1;
    plan->round = n > 0 ? numbers[n - 1] + 1 : 1;
    free(numbers);
    return 0;
}

static int open_shared(struct submit_plan *plan)
{
    const struct class_options *o = plan->batch->options;
    if (o->dry_run && access(o->shared, F_OK) != 0)
        return 0;
    if (shared_folder_open(&plan->shared, o->shared, !o->dry_run) != 0)
        return -1;
    if (!plan->batch->book)
        return 0;
    return (o->dry_run || shared_folder_claim(&plan->shared, o->db) == 0) &&
                   open_work_read(&plan->open, &plan->shared, plan->batch->book) == 0 &&
                   open_work_look(&plan->open) == 0
               ? 0
               : -1;
}

int submit_plan_open(struct submit_plan *plan, struct batch *batch)
{
    size_t n = batch->n_chosen + 1;
    *plan = (struct submit_plan){.batch = batch};
    plan->texts = calloc(n, sizeof *plan->texts);
    plan->units = calloc(n, sizeof *plan->units);
    plan->attempts = calloc(n, sizeof *plan->attempts);
    if (!plan->texts || !plan->units || !plan->attempts)
        return error("out of memory");
    return open_shared(plan) == 0 && next_round(plan) == 0 ? 0 : -1;
}

void submit_plan_release(struct submit_plan *plan)
{
    open_work_release(&plan->open);
    shared_folder_release(&plan->shared);
    free(plan->texts);
    free(plan->units);
    free(plan->attempts);
    *plan = (struct submit_plan){.n_units = 0};
}

/* ---- what is added ---- */

/* The same submission in work since an earlier call; NULL: it is not. */
static const struct open_attempt *find_open(const struct submit_plan *plan,
                                            const struct attempt *a)
{
    for (size_t i = 0; i < plan->open.n_attempts; i++) {
        const struct open_attempt *open = &plan->open.attempts[i];
        const struct job_attempt *b = open->attempt;
        if (!open->collected && strcmp(a->student, b->student) == 0 &&
            strcmp(a->content, b->content) == 0 && strcmp(a->source, b->source) == 0 &&
            strcmp(a->fixtures, b->fixtures) == 0 &&
            strcmp(a->grader, open->job->grader) == 0)
            return open;
    }
    return NULL;
}

static bool is_planned(const struct submit_plan *plan, const char *unit)
{
    for (size_t i = 0; i < plan->n_units; i++)
        if (strcmp(plan->units[i].id, unit) == 0)
            return true;
    return false;
}

/* Grades the unit, unless that is done or under way. */
static int add_unit(struct submit_plan *plan, const struct candidate *c,
                    const struct planned *texts)
{
    const struct open_unit *open = open_work_unit(&plan->open, texts->unit);
    if ((open && open->state != UNIT_ENDED) || is_planned(plan, texts->unit))
        return 0;
    plan->units[plan->n_units++] = (struct job_unit){.id = texts->unit,
                                                     .content = texts->content,
                                                     .fixtures = texts->set,
                                                     .try_number = 1};
    if (plan->batch->options->dry_run)
        return 0;
    char *submission = file_path(c->folder, "submission");
    int status =
        submission &&
                shared_folder_put_inputs(&plan->shared, texts->content, submission) ==
                    0 &&
                shared_folder_put_set(&plan->shared, texts->set, c->set.path) == 0
            ? 0
            : -1;
    free(submission);
    return status;
}

int submit_plan_add(struct submit_plan *plan, const struct candidate *c,
                    enum submit_standing *standing)
{
    const struct attempt *a = &c->attempt;
    const struct open_attempt *open = find_open(plan, a);
    /* A candidate is added once: no index is used twice. */
    struct planned *texts = &plan->texts[plan->n_attempts];
    if (open && open->unit->state != UNIT_ENDED) {
        *standing = open->unit->state == UNIT_DONE ? SUBMIT_IS_GRADED : SUBMIT_IN_WORK;
        return 0;
    }
    *standing = open ? SUBMIT_AGAIN : SUBMIT_NEW;
    memcpy(texts->content, a->content, strlen(a->content) + 1);
    snprintf(texts->fixtures, sizeof texts->fixtures, "%s", a->fixtures);
    snprintf(texts->submitted_at, sizeof texts->submitted_at, "%s", a->submitted_at);
    shared_set_name(a->fixtures, texts->set);
    if (open)
        snprintf(texts->unit, sizeof texts->unit, "%s", open->unit->unit->id);
    else
        unit_id(texts->unit, a->content, a->fixtures, a->grader, plan->round);
    plan->attempts[plan->n_attempts++] =
        (struct job_attempt){.student = a->student,
                             .source = a->source,
                             .content = texts->content,
                             .fixtures = texts->fixtures,
                             .submitted_at = texts->submitted_at,
                             .unit = texts->unit};
    return add_unit(plan, c, texts);
}

/* ---- handed in ---- */

size_t submit_plan_spread(struct submit_plan *plan, size_t chunk)
{
    size_t n = plan->n_units, least = (n + ARRAY_JOB_MAX_TASKS - 1) / ARRAY_JOB_MAX_TASKS;
    if (chunk == 0)
        chunk = n / WANTED_TASKS < MAX_CHUNK ? n / WANTED_TASKS : MAX_CHUNK;
    if (chunk < least)
        chunk = least;
    if (chunk == 0)
        chunk = 1;
    for (size_t i = 0; i < n; i++)
        plan->units[i].task = (int)(i / chunk);
    return (n + chunk - 1) / chunk;
}

/* Tasks run this very program. */
static char *own_path(void)
{
    char *path = realpath("/proc/self/exe", NULL);
    if (!path)
        error("cannot find where this program lies: %s", strerror(errno));
    return path;
}

int submit_plan_submit(struct submit_plan *plan, char id[SLURM_JOB_ID])
{
    const struct class_options *o = plan->batch->options;
    struct array_job job = {.grader = plan->batch->grader.id,
                            .compiler = o->compiler ? o->compiler : "",
                            .after = plan->batch->last_attempt,
                            .limit = o->jobs,
                            .n_arguments = o->sbatch.n,
                            .arguments = o->sbatch.items,
                            .n_units = plan->n_units,
                            .n_attempts = plan->n_attempts,
                            .units = plan->units,
                            .attempts = plan->attempts};
    char *program = own_path();
    id[0] = '\0';
    int status = program ? array_job_write(&plan->shared, &job, program) : -1;
    if (status == 0 && job.n_units > 0) {
        status = array_job_submit(&plan->shared, &job, id);
        if (status == 0)
            status = array_job_mark(&plan->shared, job.number, "slurm-id", id);
        else
            array_job_remove(&plan->shared, job.number);
    }
    free(program);
    return status;
}
