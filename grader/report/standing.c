#include "report/standing.h"

#include "report/results.h"
#include "report/screen.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

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

static struct standing standing_of_results(const struct results *results)
{
    struct standing standing = {.built = results->built};
    for (size_t i = 0; i < results->n_tasks; i++) {
        const struct results_task *task = &results->tasks[i];
        int t = rubric_task_index(task->id);
        if (t < 0)
            continue;
        standing.tasks[t].graded = true;
        standing.tasks[t].points = task->points;
        standing.tasks[t].max_points = task->max_points;
        standing.tasks[t].n_cases = (int)task->n_cases;
        for (size_t c = 0; c < task->n_cases; c++)
            standing.tasks[t].n_passed += task->cases[c].verdict == VERDICT_PASS;
    }
    return standing;
}

enum standing_read standing_read(struct standing *standing, const char *path)
{
    struct results results;
    struct stat info;
    if (stat(path, &info) != 0 && errno == ENOENT)
        return STANDING_NONE;
    if (results_read(&results, path) != 0)
        return STANDING_REFUSED;
    *standing = standing_of_results(&results);
    results_release(&results);
    return STANDING_READ;
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
    int n = 0, n_both = 0;
    for (int t = 0; t < RUBRIC_TASKS; t++) {
        n_both += in_both(then, now, t);
        if (!has_changed(then, now, t))
            continue;
        if (n++ == 0) {
            screen_text(screen, INK_BOLD, " Since the run before");
            screen_end(screen);
        }
        draw_task(screen, then, now, t);
    }
    if (n == 0) {
        screen_text(screen, INK_DIM, " Since the run before: %s",
                    n_both > 0 ? "nothing changed" : "no task was graded both times");
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
