#include "report/export.h"

#include "error.h"
#include "printable.h"
#include "report/export_message.h"
#include "rubric.h"

#include <stdlib.h>
#include <string.h>

const char *export_status_name(enum export_status status)
{
    static const char *const names[] = {[EXPORT_PASSED] = "passed",
                                        [EXPORT_FAILED] = "failed",
                                        [EXPORT_ERROR] = "error",
                                        [EXPORT_SKIPPED] = "skipped"};
    return names[status];
}

/* ---- verdicts ---- */

static enum export_status status_of_verdict(enum verdict verdict)
{
    switch (verdict) {
    case VERDICT_CRASH:
    case VERDICT_TIMEOUT:
    case VERDICT_FORBIDDEN: return EXPORT_ERROR;
    case VERDICT_NOT_BUILT:
    case VERDICT_SKIPPED: return EXPORT_SKIPPED;
    default: return EXPORT_FAILED;
    }
}

/* Points decide, and nothing else, on what has passed. */
static enum export_status group_status(const struct results_task *task,
                                       const struct results_group *group)
{
    const struct results_case *c = export_first_failure(task, group);
    if (group->points == group->max_points && (group->points > 0 || !c))
        return EXPORT_PASSED;
    return c ? status_of_verdict(c->verdict) : EXPORT_FAILED;
}

static enum export_status sum_status(const struct results *results, int points,
                                     int max_points)
{
    if (points == max_points)
        return EXPORT_PASSED;
    return results->built ? EXPORT_FAILED : EXPORT_SKIPPED;
}

/* ---- rows ---- */

static double task_seconds(const struct results_task *task, const char *group)
{
    double seconds = 0;
    for (size_t i = 0; i < task->n_cases; i++)
        if (!group || strcmp(task->cases[i].group, group) == 0)
            seconds += task->cases[i].cpu_s;
    return seconds;
}

static struct export_row *add_row(struct export *e)
{
    struct export_row *row = &e->rows[e->n_rows++];
    row->file = "";
    row->message = calloc(1, 1);
    if (!row->message)
        error("no memory for the rows of an export");
    return row->message ? row : NULL;
}

static void name_row(struct export_row *row, const struct results_task *task,
                     const char *title)
{
    int n = snprintf(row->name, sizeof row->name, "%s: ", task->id);
    export_line(row->name + n, sizeof row->name - (size_t)n, title);
    snprintf(row->task, sizeof row->task, "%s", task->id);
}

static int add_group(struct export *e, size_t t, size_t g, bool secret)
{
    const struct results_task *task = &e->results->tasks[t];
    const struct results_group *group = &task->groups[g];
    struct export_row *row = add_row(e);
    if (!row)
        return -1;
    snprintf(row->id, sizeof row->id, "%s/%s", task->id, group->id);
    snprintf(row->number, sizeof row->number, "%zu.%zu", t + 1, g + 1);
    name_row(row, task, group->title);
    row->points = group->points;
    row->max_points = group->max_points;
    row->status = group_status(task, group);
    row->seconds = secret ? 0 : task_seconds(task, group->id);
    if (row->status == EXPORT_PASSED)
        return 0;
    free(row->message);
    row->message = NULL;
    return export_explain(row, task, group, secret);
}

static int add_task(struct export *e, size_t t)
{
    const struct results_task *task = &e->results->tasks[t];
    struct export_row *row = add_row(e);
    if (!row)
        return -1;
    snprintf(row->id, sizeof row->id, "%s", task->id);
    snprintf(row->number, sizeof row->number, "%zu", t + 1);
    name_row(row, task, task->title);
    row->points = task->points;
    row->max_points = task->max_points;
    row->status = sum_status(e->results, task->points, task->max_points);
    return 0;
}

static int add_total(struct export *e)
{
    struct export_row *row = add_row(e);
    if (!row)
        return -1;
    strcpy(row->id, "total");
    strcpy(row->task, "total");
    strcpy(row->number, "1");
    strcpy(row->name, "total: all tasks");
    row->points = e->results->score;
    row->max_points = e->results->max_score;
    row->status = sum_status(e->results, row->points, row->max_points);
    return 0;
}

static int add_rows(struct export *e, enum export_hidden hidden)
{
    const struct results *results = e->results;
    size_t n = 1;
    for (size_t t = 0; t < results->n_tasks; t++)
        n += results->tasks[t].n_groups + 1;
    e->rows = calloc(n, sizeof *e->rows);
    if (!e->rows)
        return error("no memory for the rows of an export");
    if (results->hidden && hidden == EXPORT_HIDDEN_NONE)
        return add_total(e);
    for (size_t t = 0; t < results->n_tasks; t++) {
        if (results->hidden && hidden == EXPORT_HIDDEN_SCORE) {
            if (add_task(e, t) != 0)
                return -1;
            continue;
        }
        for (size_t g = 0; g < results->tasks[t].n_groups; g++)
            if (add_group(e, t, g, results->hidden) != 0)
                return -1;
    }
    return 0;
}

/* A few long messages are worth more than a limit for each. */
static void limit_messages(struct export *e)
{
    size_t n_bytes = 0;
    for (size_t i = 0; i < e->n_rows; i++) {
        struct export_row *row = &e->rows[i];
        if (n_bytes + strlen(row->why) + strlen(row->message) > EXPORT_MAX_MESSAGES)
            row->message[0] = '\0';
        if (n_bytes + strlen(row->why) > EXPORT_MAX_MESSAGES)
            row->why[0] = '\0';
        n_bytes += strlen(row->why) + strlen(row->message);
    }
}

/* ---- what stands around them ---- */

static int copy_head(char **to, const char *text, size_t max_bytes)
{
    char *bytes = NULL;
    size_t n = 0, kept = export_cut(text, max_bytes), all = strlen(text);
    FILE *file = open_memstream(&bytes, &n);
    if (!file)
        return error("no memory for an export");
    fwrite(text, 1, kept, file);
    if (kept < all)
        fprintf(file, "\n(%zu of %zu bytes)\n", kept, all);
    *to = export_finish(file, &bytes, 2 * max_bytes);
    return *to ? 0 : -1;
}

/* Cut at its beginning, a word may begin that began before: it is made printable again. */
static int copy_tail(char **to, const char *text, size_t max_bytes)
{
    char *bytes = NULL;
    size_t n = 0, all = strlen(text), start = all > max_bytes ? all - max_bytes : 0;
    while (start > 0 && ((unsigned char)text[start] & 0xc0) == 0x80)
        start++;
    FILE *file = open_memstream(&bytes, &n);
    if (!file)
        return error("no memory for an export");
    if (start > 0)
        fprintf(file, "(the last %zu of %zu bytes)\n", all - start, all);
    fputs(text + start, file);
    *to = export_finish(file, &bytes, 2 * max_bytes);
    return *to ? 0 : -1;
}

/* "./build//a" becomes "build/a/", "." becomes "": services compare paths as texts. */
static int set_prefix(struct export *e, const char *prefix)
{
    char *name = printable_name(prefix);
    size_t n = 0;
    bool fits = true;
    if (!name)
        return -1;
    for (const char *part = name; *part && fits;) {
        size_t length = strcspn(part, "/");
        bool is_root = length == 0 && part == name;
        fits = n + length + 2 <= sizeof e->prefix;
        if (fits && (is_root || (length > 0 && !(length == 1 && part[0] == '.')))) {
            memcpy(e->prefix + n, part, length);
            n += length;
            e->prefix[n++] = '/';
        }
        part += length + (part[length] == '/');
    }
    e->prefix[n] = '\0';
    free(name);
    return fits ? 0 : error("--prefix is longer than %zu bytes", sizeof e->prefix - 2);
}

void export_path(const struct export *e, const char *file, char path[EXPORT_MAX_PATH + 1])
{
    size_t n = strlen(e->prefix);
    memcpy(path, e->prefix, n);
    export_line(path + n, EXPORT_MAX_PATH + 1 - n, file);
}

static void set_titles(struct export *e)
{
    const struct results *results = e->results;
    snprintf(e->title, sizeof e->title, "%s checks",
             results->hidden ? "hidden" : "public");
    size_t n = strlen(e->title);
    if (results->n_tasks == 1)
        snprintf(e->title + n, sizeof e->title - n, ", task %s alone",
                 results->tasks[0].id);
    else if (results->n_tasks < RUBRIC_TASKS)
        snprintf(e->title + n, sizeof e->title - n, ", %zu of %d tasks", results->n_tasks,
                 RUBRIC_TASKS);
    snprintf(e->summary, sizeof e->summary, "%s: %d of %d points", e->title,
             results->score, results->max_score);
}

int export_make(struct export *e, const struct results *results,
                enum export_hidden hidden, const char *prefix)
{
    *e = (struct export){.results = results};
    set_titles(e);
    if (set_prefix(e, prefix) == 0 && add_rows(e, hidden) == 0 &&
        copy_tail(&e->output, results->hidden ? "" : results->student_output,
                  EXPORT_MAX_OUTPUT) == 0 &&
        copy_head(&e->diagnostics, results->diagnostics, EXPORT_MAX_DIAGNOSTICS) == 0) {
        limit_messages(e);
        return 0;
    }
    export_release(e);
    return -1;
}

void export_release(struct export *e)
{
    for (size_t i = 0; i < e->n_rows; i++)
        free(e->rows[i].message);
    free(e->rows);
    free(e->output);
    free(e->diagnostics);
    *e = (struct export){.n_rows = 0};
}

size_t export_task_end(const struct export *e, size_t first)
{
    size_t end = first + 1;
    while (end < e->n_rows && strcmp(e->rows[end].task, e->rows[first].task) == 0)
        end++;
    return end;
}
