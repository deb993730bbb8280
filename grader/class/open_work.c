#include "class/open_work.h"

#include "error.h"

#include <stdlib.h>
#include <string.h>

/* ---- read ---- */

static int read_jobs(struct open_work *work)
{
    int *numbers, status = 0;
    size_t n;
    if (array_job_list(work->shared, &numbers, &n) != 0)
        return -1;
    work->jobs = calloc(n + 1, sizeof *work->jobs);
    if (!work->jobs)
        status = error("out of memory");
    for (size_t i = 0; i < n && status == 0; i++)
        if (!array_job_has(work->shared, numbers[i], "collected") &&
            (status = array_job_read(&work->jobs[work->n_jobs], work->shared, numbers[i],
                                     false)) == 0)
            work->n_jobs++;
    free(numbers);
    return status;
}

/* By id, and of one that was handed in again, the last first. */
static int compare_units(const void *a, const void *b)
{
    const struct open_unit *x = a, *y = b;
    int by_id = strcmp(x->unit->id, y->unit->id);
    return by_id != 0
               ? by_id
               : (x->job->number < y->job->number) - (x->job->number > y->job->number);
}

static int list_units(struct open_work *work)
{
    size_t n = 0, kept = 0;
    for (size_t j = 0; j < work->n_jobs; j++)
        n += work->jobs[j].n_units;
    work->units = calloc(n + 1, sizeof *work->units);
    if (!work->units)
        return error("out of memory");
    n = 0;
    for (size_t j = 0; j < work->n_jobs; j++)
        for (size_t u = 0; u < work->jobs[j].n_units; u++)
            work->units[n++] = (struct open_unit){.job = &work->jobs[j],
                                                  .unit = &work->jobs[j].units[u],
                                                  .state = UNIT_ENDED};
    qsort(work->units, n, sizeof *work->units, compare_units);
    for (size_t i = 0; i < n; i++)
        if (kept == 0 ||
            strcmp(work->units[kept - 1].unit->id, work->units[i].unit->id) != 0)
            work->units[kept++] = work->units[i];
    work->n_units = kept;
    return 0;
}

static int compare_id(const void *id, const void *unit)
{
    return strcmp(id, ((const struct open_unit *)unit)->unit->id);
}

struct open_unit *open_work_unit(const struct open_work *work, const char *id)
{
    return bsearch(id, work->units, work->n_units, sizeof *work->units, compare_id);
}

/* The attempt in the gradebook that was made of this one came after the job. */
int open_work_find(struct open_attempt *open, struct gradebook *book)
{
    const struct job_attempt *a = open->attempt;
    sqlite3_stmt *row = gradebook_query(
        book,
        "SELECT 1 FROM attempts WHERE student = ? AND source = ? AND content = ?"
        " AND fixtures = ? AND grader = ? AND id > ? LIMIT 1",
        "ttttti", a->student, a->source, a->content, a->fixtures, open->job->grader,
        open->job->after);
    int step = gradebook_step(book, row);
    if (step > 0)
        open->collected = true;
    sqlite3_finalize(row);
    return step < 0 ? -1 : 0;
}

/* By what makes them one; of those that were handed in again, the last first. */
static int compare_attempts(const void *a, const void *b)
{
    const struct open_attempt *x = a, *y = b;
    int by = strcmp(x->attempt->student, y->attempt->student);
    if (by == 0)
        by = strcmp(x->attempt->source, y->attempt->source);
    if (by == 0)
        by = strcmp(x->attempt->unit, y->attempt->unit);
    return by != 0
               ? by
               : (x->job->number < y->job->number) - (x->job->number > y->job->number);
}

static bool is_same(const struct open_attempt *a, const struct open_attempt *b)
{
    return strcmp(a->attempt->student, b->attempt->student) == 0 &&
           strcmp(a->attempt->source, b->attempt->source) == 0 &&
           strcmp(a->attempt->unit, b->attempt->unit) == 0;
}

static int gather_attempts(struct open_work *work)
{
    size_t n = 0, kept = 0;
    for (size_t j = 0; j < work->n_jobs; j++)
        n += work->jobs[j].n_attempts;
    struct open_attempt *attempts = work->attempts = calloc(n + 1, sizeof *attempts);
    if (!attempts)
        return error("out of memory");
    n = 0;
    for (size_t j = 0; j < work->n_jobs; j++)
        for (size_t i = 0; i < work->jobs[j].n_attempts; i++)
            attempts[n++] = (struct open_attempt){.job = &work->jobs[j],
                                                  .attempt = &work->jobs[j].attempts[i]};
    qsort(attempts, n, sizeof *attempts, compare_attempts);
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || !is_same(&attempts[kept - 1], &attempts[i]))
            attempts[kept++] = attempts[i];
    work->n_attempts = kept;
    return 0;
}

static int list_attempts(struct open_work *work, struct gradebook *book)
{
    if (gather_attempts(work) != 0)
        return -1;
    for (size_t i = 0; i < work->n_attempts; i++) {
        struct open_attempt *open = &work->attempts[i];
        open->unit = open_work_unit(work, open->attempt->unit);
        if (!open->unit)
            return error("'%s/jobs/%04d/attempts.csv' names a unit that is in none",
                         work->shared->path, open->job->number);
        if (open_work_find(open, book) != 0)
            return -1;
        if (!open->collected)
            open->unit->wanted = true;
    }
    return 0;
}

int open_work_read(struct open_work *work, const struct shared_folder *shared,
                   struct gradebook *book)
{
    *work = (struct open_work){.shared = shared};
    if (read_jobs(work) == 0 && list_units(work) == 0 && list_attempts(work, book) == 0)
        return 0;
    open_work_release(work);
    return -1;
}

void open_work_release(struct open_work *work)
{
    for (size_t j = 0; j < work->n_jobs; j++)
        array_job_release(&work->jobs[j]);
    free(work->jobs);
    free(work->units);
    free(work->attempts);
    *work = (struct open_work){.n_jobs = 0};
}

/* ---- where it stands ---- */

static enum unit_state state_in(const struct slurm_queue *queue,
                                const struct open_work *work,
                                const struct open_unit *open)
{
    char name[SLURM_JOB_NAME];
    array_job_name(work->shared, open->job->number, name);
    const struct slurm_task *task = slurm_queue_find(queue, name, open->unit->task);
    return !task ? UNIT_ENDED : task->running ? UNIT_RUNNING : UNIT_WAITING;
}

/* The queue is asked first: what has ended by then has left its result before. */
int open_work_look(struct open_work *work)
{
    struct slurm_queue queue = {.n = 0};
    char prefix[SLURM_JOB_NAME];
    bool all_done = true;
    for (size_t i = 0; i < work->n_units && all_done; i++)
        all_done = !work->units[i].wanted ||
                   shared_folder_has_result(work->shared, work->units[i].unit->id);
    array_job_prefix(work->shared, prefix);
    int status = all_done ? 0 : slurm_queue_read(&queue, prefix);
    if (status != 0)
        return status;
    for (size_t i = 0; i < work->n_units; i++) {
        struct open_unit *open = &work->units[i];
        open->state = shared_folder_has_result(work->shared, open->unit->id)
                          ? UNIT_DONE
                          : state_in(&queue, work, open);
    }
    slurm_queue_release(&queue);
    return 0;
}

size_t open_work_count(const struct open_work *work, enum unit_state state)
{
    size_t n = 0;
    for (size_t i = 0; i < work->n_units; i++)
        n += work->units[i].wanted && work->units[i].state == state;
    return n;
}
