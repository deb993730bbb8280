#include "report/standing.h"

#include "error.h"
#include "file.h"
#include "report/screen.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { MAX_BYTES = 1 << 26, FORMAT_VERSION = 1 };

struct standing standing_of(const struct result *result)
{
    struct standing standing = {.built = result->built};
    for (int t = 0; t < RUBRIC_TASKS; t++) {
        const struct task_result *task = &result->tasks[t];
        standing.tasks[t].graded = task->graded;
        standing.tasks[t].points = task->points;
        standing.tasks[t].max_points = rubric[t].points;
        for (size_t g = 0; g < task->n_groups; g++)
            for (size_t c = 0; c < task->groups[g].n_cases; c++) {
                standing.tasks[t].n_cases++;
                standing.tasks[t].n_passed +=
                    task->groups[g].cases[c].verdict == VERDICT_PASS;
            }
    }
    return standing;
}

/* ---- reading ---- */

static bool read_number(const cJSON *object, const char *key, int *number)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, key);
    if (!cJSON_IsNumber(item) || item->valuedouble < 0 || item->valuedouble > INT_MAX)
        return false;
    *number = (int)item->valuedouble;
    return true;
}

/* A task that this program does not know is passed over. */
static bool read_task(struct standing *standing, const cJSON *json)
{
    const char *id = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(json, "id"));
    const cJSON *cases = cJSON_GetObjectItemCaseSensitive(json, "cases"), *one;
    int points, max_points, t = id ? rubric_task_index(id) : -1;
    if (!id || !cJSON_IsArray(cases) || !read_number(json, "points", &points) ||
        !read_number(json, "max_points", &max_points))
        return false;
    if (t < 0)
        return true;
    standing->tasks[t].graded = true;
    standing->tasks[t].points = points;
    standing->tasks[t].max_points = max_points;
    cJSON_ArrayForEach(one, cases)
    {
        const char *verdict =
            cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(one, "verdict"));
        standing->tasks[t].n_cases++;
        standing->tasks[t].n_passed +=
            verdict && strcmp(verdict, verdict_name(VERDICT_PASS)) == 0;
    }
    return true;
}

static bool read_all(struct standing *standing, const cJSON *json)
{
    const char *format =
        cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(json, "format"));
    const cJSON *tasks = cJSON_GetObjectItemCaseSensitive(json, "tasks"), *task;
    int version;
    if (!format || strcmp(format, "gradecheck results") != 0 || !cJSON_IsArray(tasks) ||
        !read_number(json, "format_version", &version) || version != FORMAT_VERSION)
        return false;
    standing->built = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(json, "built"));
    cJSON_ArrayForEach(task, tasks)
    {
        if (!read_task(standing, task))
            return false;
    }
    return true;
}

enum standing_read standing_parse(struct standing *standing, const char *text,
                                  const char *path)
{
    *standing = (struct standing){.built = false};
    cJSON *json = cJSON_Parse(text);
    bool ok = json && read_all(standing, json);
    cJSON_Delete(json);
    if (ok)
        return STANDING_READ;
    error("'%s' holds no results of gradecheck, or of another version: name what --json "
          "wrote",
          path);
    return STANDING_REFUSED;
}

enum standing_read standing_read(struct standing *standing, const char *path)
{
    struct stat info;
    unsigned char *text;
    size_t n_bytes;
    if (stat(path, &info) != 0 && errno == ENOENT)
        return STANDING_NONE;
    if (file_read(path, MAX_BYTES, &text, &n_bytes) != 0)
        return STANDING_REFUSED;
    enum standing_read outcome = standing_parse(standing, (const char *)text, path);
    free(text);
    return outcome;
}

/* ---- telling ---- */

enum { COLUMN_WORDS = 12, COLUMN_POINTS = 38 };

static bool is_right(const struct standing *standing, int t)
{
    return standing->tasks[t].points == standing->tasks[t].max_points;
}

static bool in_both(const struct standing *a, const struct standing *b, int t)
{
    return a->tasks[t].graded && b->tasks[t].graded;
}

static bool has_changed(const struct standing *then, const struct standing *now, int t)
{
    return in_both(then, now, t) && (then->tasks[t].points != now->tasks[t].points ||
                                     then->tasks[t].n_passed != now->tasks[t].n_passed);
}

/* " gradient   3 of 9 cases, was 1       4 of 15 points, was 0" */
static void draw_task(struct screen *screen, const struct standing *then,
                      const struct standing *now, int t)
{
    int gained = now->tasks[t].points - then->tasks[t].points;
    screen_text(screen, INK_BOLD, " %s", rubric[t].id);
    screen_to(screen, COLUMN_WORDS);
    screen_text(screen, INK_PLAIN, "%3d of %d cases", now->tasks[t].n_passed,
                now->tasks[t].n_cases);
    screen_text(screen, INK_DIM, ", was %d", then->tasks[t].n_passed);
    screen_to(screen, COLUMN_POINTS);
    screen_text(screen,
                gained > 0   ? INK_GREEN
                : gained < 0 ? INK_RED
                             : INK_PLAIN,
                "%2d/%d points", now->tasks[t].points, now->tasks[t].max_points);
    screen_text(screen, INK_DIM, ", was %d", then->tasks[t].points);
    screen_end(screen);
}

/* " new: cost, gradient": those that are right in B and were not in A. */
static void draw_right(struct screen *screen, const char *label, int ink,
                       const struct standing *a, const struct standing *b)
{
    char ids[RUBRIC_TASKS * 16] = "";
    for (int t = 0; t < RUBRIC_TASKS; t++)
        if (in_both(a, b, t) && !is_right(a, t) && is_right(b, t))
            snprintf(ids + strlen(ids), sizeof ids - strlen(ids), "%s%s",
                     ids[0] ? ", " : "", rubric[t].id);
    if (!ids[0])
        return;
    screen_text(screen, ink | INK_BOLD, " %s", label);
    screen_to(screen, COLUMN_WORDS);
    screen_wrapped(screen, ink | INK_BOLD, COLUMN_WORDS, ids);
}

static void draw_changes(struct screen *screen, const struct standing *then,
                         const struct standing *now)
{
    int n = 0;
    for (int t = 0; t < RUBRIC_TASKS; t++) {
        if (!has_changed(then, now, t))
            continue;
        if (n++ == 0) {
            screen_text(screen, INK_BOLD, " Since the run before");
            screen_end(screen);
        }
        draw_task(screen, then, now, t);
    }
    if (n == 0) {
        screen_text(screen, INK_DIM, " Since the run before: nothing changed");
        screen_end(screen);
    }
    draw_right(screen, "new:", INK_GREEN, then, now);
    draw_right(screen, "lost:", INK_RED, now, then);
}

void report_changes(const struct standing *then, const struct standing *now,
                    const struct terminal_style *style, FILE *stream)
{
    struct screen screen = {.stream = stream, .style = style};
    screen_end(&screen);
    if (then && now->built) {
        draw_changes(&screen, then, now);
        return;
    }
    screen_text(&screen, INK_DIM, " Since the run before: %s",
                then ? "not compared, since nothing compiles" : "no earlier run");
    screen_end(&screen);
}
