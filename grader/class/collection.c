#include "class/collection.h"

#include "printable.h"
#include "report/results.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- open ---- */

int collection_open(struct collection *c, const char *folder, const char *gradebook)
{
    *c = (struct collection){.lock = {.fd = -1}};
    if (shared_folder_open(&c->shared, folder, false) == 0 &&
        batch_lock_take(&c->lock, gradebook) == 0 &&
        gradebook_open(&c->book, gradebook, GRADEBOOK_WRITE) == 0 &&
        shared_folder_claim(&c->shared, gradebook) == 0 &&
        open_work_read(&c->open, &c->shared, c->book) == 0)
        return 0;
    collection_close(c);
    return -1;
}

void collection_close(struct collection *c)
{
    open_work_release(&c->open);
    gradebook_close(c->book);
    batch_lock_release(&c->lock);
    shared_folder_release(&c->shared);
    c->book = NULL;
}

/* ---- taking ---- */

static struct attempt attempt_of(const struct open_attempt *open, const char *machine)
{
    const struct job_attempt *a = open->attempt;
    return (struct attempt){.student = a->student,
                            .source = a->source,
                            .content = a->content,
                            .fixtures = a->fixtures,
                            .grader = open->job->grader,
                            .submitted_at = a->submitted_at,
                            .machine = machine};
}

/* Once for each content: whoever comes later gets the same. */
static int add_graded(struct collection *c, const struct attempt *attempt, int64_t after,
                      const struct results *results, const char *json)
{
    int64_t same;
    if (gradebook_same(c->book, attempt, after, &same) != 0)
        return -1;
    if (same) {
        c->n_same++;
        return gradebook_add_same(c->book, attempt, same);
    }
    c->n_graded++;
    return gradebook_add(c->book, attempt, results, json);
}

/* The file is no result: its unit is as if it had none. */
static int drop(struct collection *c, struct open_unit *unit)
{
    unit->state = UNIT_ENDED;
    shared_folder_put_failure(&c->shared, unit->unit->id, "what it left is no result");
    return shared_folder_drop_result(&c->shared, unit->unit->id);
}

static int add_refused(struct collection *c, const struct attempt *attempt,
                       const char *body)
{
    char *message = printable_name(body);
    if (!message)
        return -1;
    printable_cut(message, STAGE_MESSAGE_BYTES);
    c->n_refused++;
    int status = gradebook_add_refused(c->book, attempt, message);
    free(message);
    return status;
}

static int take(struct collection *c, struct open_attempt *open,
                const struct shared_result *result, const char *path)
{
    struct results results;
    struct attempt attempt = attempt_of(open, result->machine);
    int status;
    if (result->refused)
        status = add_refused(c, &attempt, result->body);
    else if (results_parse(&results, result->body, strlen(result->body), path) != 0)
        return drop(c, open->unit);
    else {
        status = results.complete
                     ? add_graded(c, &attempt, open->job->after, &results, result->body)
                     : drop(c, open->unit);
        results_release(&results);
        if (open->unit->state != UNIT_DONE)
            return status;
    }
    open->collected = status == 0;
    return status;
}

static int take_one(struct collection *c, struct open_attempt *open)
{
    struct shared_result result;
    const char *unit = open->unit->unit->id;
    if (open_work_find(open, c->book) != 0)
        return -1;
    if (open->collected)
        return 0;
    int there = shared_folder_get_result(&c->shared, unit, &result);
    if (there < 0)
        return drop(c, open->unit);
    if (there == 0) {
        open->unit->state = UNIT_ENDED;
        return 0;
    }
    char *path = shared_folder_path(&c->shared, "results", unit);
    int status = path ? take(c, open, &result, path) : -1;
    free(path);
    shared_result_release(&result);
    return status;
}

int collection_take(struct collection *c)
{
    for (size_t i = 0; i < c->open.n_attempts; i++) {
        struct open_attempt *open = &c->open.attempts[i];
        if (!open->collected && open->unit->state == UNIT_DONE && take_one(c, open) != 0)
            return -1;
    }
    return 0;
}

static size_t count(const struct collection *c, bool given_up)
{
    size_t n = 0;
    for (size_t i = 0; i < c->open.n_attempts; i++)
        n += !c->open.attempts[i].collected &&
             c->open.attempts[i].unit->given_up == given_up;
    return n;
}

size_t collection_left(const struct collection *c)
{
    return count(c, false);
}

size_t collection_failed(const struct collection *c)
{
    return count(c, true);
}

int collection_finish(struct collection *c)
{
    for (size_t i = 0; i < c->open.n_attempts; i++)
        if (!c->open.attempts[i].collected)
            return 0;
    for (size_t j = 0; j < c->open.n_jobs; j++)
        if (array_job_mark(&c->shared, c->open.jobs[j].number, "collected", "") != 0)
            return -1;
    return 0;
}
