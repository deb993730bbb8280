#include "wrong_answers.h"

#include "build.h"
#include "check/compare.h"
#include "error.h"
#include "explanation.h"
#include "file.h"
#include "installation.h"
#include "misconception_program.h"
#include "sandbox/sandbox.h"
#include "session.h"
#include "team.h"

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const struct call_limits limits = {.cpu_ms = 2000, .wall_ms = 20000};

/* The work that processes share. */
struct work {
    const struct wrong_answers_options *options;
    const struct fixture_set *set;
    const struct installation *installation;
    struct sandbox sandbox; /* of each process */
    struct misconceptions *all;
};

/* ---- one answer ---- */

/* The output as it is kept: to the digits that every machine agrees on. */
static int keep_output(struct wrong_output *kept, const struct array *output)
{
    kept->known = true;
    for (size_t i = 0; i < output->n; i++)
        kept->known = kept->known && isfinite(array_number(output, i)) &&
                      !array_is_unwritten(output, i);
    if (!kept->known)
        return 0;
    kept->n = output->n;
    kept->value = calloc(output->n + 1, sizeof *kept->value);
    if (!kept->value)
        return error("out of memory");
    for (size_t i = 0; i < output->n; i++)
        kept->value[i] = array_number(output, i);
    double grid = wrong_value_grid(kept->value, kept->n);
    for (size_t i = 0; i < output->n; i++) {
        /* By way of text: the shortest number that stands for the place on the grid. */
        char text[40];
        snprintf(text, sizeof text, "%.9e",
                 grid > 0 ? round(kept->value[i] / grid) * grid : 0);
        kept->value[i] = strtod(text, NULL) + 0.0; /* no -0 */
    }
    return 0;
}

static int keep_answer(struct misconception *m, const struct fixture_case *c,
                       const struct reply *reply)
{
    struct wrong_answer *longer =
        realloc(m->answers, (m->n_answers + 1) * sizeof *m->answers);
    if (!longer)
        return error("out of memory");
    m->answers = longer;
    struct wrong_answer *answer = &longer[m->n_answers++];
    *answer = (struct wrong_answer){.case_id = strdup(c->id), .n_outputs = c->n_expected};
    if (!answer->case_id)
        return error("out of memory");
    for (size_t o = 0; o < c->n_expected; o++) {
        if (reply->verdict != VERDICT_PASS)
            continue; /* not known */
        if (compare_output(&c->expected[o], &reply->outputs[o]) == VERDICT_PASS)
            answer->outputs[o].known = true;
        else if (keep_output(&answer->outputs[o], &reply->outputs[o]) != 0)
            return -1;
    }
    return 0;
}

static int ask_case(struct session *session, struct misconception *m,
                    const struct fixture_case *c)
{
    struct reply reply;
    if (session_call(session, &c->call, &limits, &reply) != 0)
        return -1;
    int status = reply_is_right(c, &reply) ? 0 : keep_answer(m, c, &reply);
    reply_release(&reply);
    return status;
}

/* ---- one misconception ---- */

static int ask_all(const struct work *work, struct misconception *m,
                   const struct misconception_program *program)
{
    const struct session_options options = {.sandbox = &work->sandbox,
                                            .worker = program->worker,
                                            .defined = program->defined};
    struct session *session = session_open(&options);
    int status = session ? 0 : -1;
    memcpy(m->functions, program->defined, sizeof m->functions);
    for (size_t g = 0; status == 0 && g < work->set->n_groups; g++)
        for (size_t i = 0; status == 0 && i < work->set->groups[g].n_cases; i++) {
            const struct fixture_group *group = &work->set->groups[g];
            const struct fixture_case *c = &group->cases[i];
            if (misconception_covers(group->group, c) &&
                program->defined[c->call.function])
                status = ask_case(session, m, c);
        }
    session_close(session);
    return status;
}

static int run_one(const struct work *work, struct misconception *m)
{
    struct misconception_program program;
    char folder[4096], path[4200];
    snprintf(folder, sizeof folder, "%s/%s", work->options->folder, m->id);
    snprintf(path, sizeof path, "%s/why.md", folder);
    if (explanation_read(m, path) != 0 ||
        misconception_program_open(&program, folder, work->options->folder,
                                   work->installation, &work->sandbox) != 0)
        return -1;
    int status = ask_all(work, m, &program);
    misconception_program_release(&program);
    if (status == 0 && m->n_answers == 0)
        return error(
            "'%s' answers right wherever it was asked: it shows no misconception",
            folder);
    return status;
}

/* ---- a misconception as a piece of work: its text is handed back ---- */

static int open_sandbox(void *context)
{
    struct work *work = context;
    return sandbox_open(&work->sandbox, work->installation->jail, 0);
}

static void close_sandbox(void *context)
{
    struct work *work = context;
    sandbox_release(&work->sandbox);
}

static const char *name_one(void *context, size_t i)
{
    const struct work *work = context;
    return work->all->list[i].id;
}

static void begin_one(void *context, size_t i)
{
    const struct work *work = context;
    if (work->options->progress)
        work->options->progress(i + 1, work->all->n);
}

static int work_on_one(void *context, size_t i, FILE *to)
{
    const struct work *work = context;
    const struct misconceptions one = {.n = 1, .list = &work->all->list[i]};
    if (run_one(work, one.list) != 0)
        return -1;
    char *text = misconceptions_print(&one);
    if (!text)
        return -1;
    fputs(text, to);
    free(text);
    return 0;
}

static int take_one(void *context, size_t i, const char *bytes, size_t n_bytes)
{
    const struct work *work = context;
    struct misconception *m = &work->all->list[i];
    struct misconceptions one;
    if (misconceptions_parse(&one, bytes, n_bytes, m->id) != 0)
        return -1;
    misconception_release(m);
    *m = one.list[0];
    free(one.list);
    return 0;
}

static int run_all(struct work *work)
{
    const struct team_work team = {.n_pieces = work->all->n,
                                   .context = work,
                                   .open = open_sandbox,
                                   .work = work_on_one,
                                   .close = close_sandbox,
                                   .begin = begin_one,
                                   .take = take_one,
                                   .name = name_one};
    return team_run(&team, work->options->n_jobs);
}

/* ---- all of them ---- */

/* Every folder but that of the headers that they share. */
static int is_misconception(const struct dirent *entry)
{
    return entry->d_name[0] != '.' && strcmp(entry->d_name, MISCONCEPTION_HEADERS) != 0 &&
           strcmp(entry->d_name, "README.md") != 0;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static int list_folders(struct misconceptions *all, const char *folder, const char *only)
{
    struct dirent **entries;
    int n = scandir(folder, &entries, is_misconception, by_name), status = 0;
    if (n < 0)
        return error("cannot read the misconceptions in '%s'", folder);
    all->list = calloc((size_t)n + 1, sizeof *all->list);
    for (int i = 0; i < n; i++) {
        if (all->list && (!only || strcmp(only, entries[i]->d_name) == 0)) {
            all->list[all->n].id = strdup(entries[i]->d_name);
            status = all->list[all->n].id ? status : -1;
            all->n++;
        }
        free(entries[i]);
    }
    free(entries);
    if (!all->list || status != 0)
        return error("out of memory");
    return only && all->n == 0 ? error("no misconception '%s/%s'", folder, only) : 0;
}

int wrong_answers_collect(struct misconceptions *all, const struct fixture_set *set,
                          const struct wrong_answers_options *options)
{
    struct installation installation = {.jail = NULL};
    struct work work = {
        .options = options, .set = set, .installation = &installation, .all = all};
    *all = (struct misconceptions){.n = 0};
    int status = -1;
    if (installation_find(&installation) == 0 &&
        list_folders(all, options->folder, options->only) == 0)
        status = run_all(&work);
    installation_release(&installation);
    if (status != 0)
        misconceptions_release(all);
    return status;
}

/* ---- duplicates ---- */

static bool same_output(const struct wrong_output *a, const struct wrong_output *b)
{
    if (a->known != b->known || a->n != b->n)
        return false;
    double grid =
        fmax(wrong_value_grid(a->value, a->n), wrong_value_grid(b->value, b->n));
    for (size_t i = 0; i < a->n; i++)
        if (fabs(a->value[i] - b->value[i]) > 2 * grid)
            return false;
    return true;
}

static bool same_answer(const struct wrong_answer *a, const struct wrong_answer *b)
{
    bool same = a && b;
    for (size_t o = 0; same && o < CONTRACT_MAX_OUTPUTS; o++)
        same = same_output(&a->outputs[o], &b->outputs[o]);
    return same;
}

/* What each misconception answers to each case, in the order of the set; NULL: it is right. */
struct answer_table {
    const struct fixture_case **cases;
    const struct wrong_answer **answers; /* of one misconception after another */
    size_t n_cases;
};

static int table_open(struct answer_table *table, const struct misconceptions *all,
                      const struct fixture_set *set)
{
    *table = (struct answer_table){.n_cases = 0};
    for (size_t g = 0; g < set->n_groups; g++)
        table->n_cases += set->groups[g].n_cases;
    table->cases = calloc(table->n_cases + 1, sizeof *table->cases);
    table->answers = calloc(table->n_cases * all->n + 1, sizeof *table->answers);
    if (!table->cases || !table->answers)
        return error("out of memory");
    size_t n = 0;
    for (size_t g = 0; g < set->n_groups; g++)
        for (size_t i = 0; i < set->groups[g].n_cases; i++)
            table->cases[n++] = &set->groups[g].cases[i];
    for (size_t m = 0; m < all->n; m++)
        for (size_t c = 0; c < n; c++)
            table->answers[m * n + c] =
                misconception_answer(&all->list[m], table->cases[c]->id);
    return 0;
}

static void table_close(struct answer_table *table)
{
    free(table->cases);
    free(table->answers);
}

/* Whether A and B cannot be told apart: where both were asked, and one is wrong, both are, and
 * alike; and there is such a case. */
static bool are_alike(const struct answer_table *table, const struct misconceptions *all,
                      size_t a, size_t b)
{
    size_t n_alike = 0;
    for (size_t c = 0; c < table->n_cases; c++) {
        const struct wrong_answer *of_a = table->answers[a * table->n_cases + c];
        const struct wrong_answer *of_b = table->answers[b * table->n_cases + c];
        int function = (int)table->cases[c]->call.function;
        if (!all->list[a].functions[function] || !all->list[b].functions[function])
            continue;
        if ((of_a || of_b) && !same_answer(of_a, of_b))
            return false;
        n_alike += of_a != NULL;
    }
    return n_alike > 0;
}

int wrong_answers_differ(const struct misconceptions *all, const struct fixture_set *set)
{
    struct answer_table table;
    int rc = table_open(&table, all, set);
    for (size_t a = 0; a < all->n && rc == 0; a++)
        for (size_t b = a + 1; b < all->n && rc == 0; b++)
            if (are_alike(&table, all, a, b))
                rc = error("the misconceptions '%s' and '%s' answer alike wherever both "
                           "are asked: one of them is enough",
                           all->list[a].id, all->list[b].id);
    table_close(&table);
    return rc;
}
