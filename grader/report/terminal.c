#include "report/failures.h"
#include "report/screen.h"
#include "report/terminal_failure.h"

#include <limits.h>
#include <string.h>

/* One screen: what does not fit in SCREEN_LINES is left to -v. */
enum {
    SCREEN_LINES = 40,
    NEXT_WORDS = 7,
    MAX_FAILURES = 3,
    MAX_DIAGNOSTICS_UNBUILT = 20,
    MAX_DIAGNOSTICS = 6
};

/* Columns of the table. The parts stand on the left of the tasks, or, on a narrow terminal, on
 * lines of their own above them; the rest counts from where a task's id starts. */
enum {
    TABLE_WIDE_FROM = 72,
    TABLE_TASK = 22,
    TABLE_TASK_NARROW = 3,
    TABLE_BAR = 9,
    TABLE_CELLS = 8,
    TABLE_POINTS = 18,
    TABLE_WORDS = 24,
    ASCII_BRACKETS = 2 /* what a bar takes more without UTF-8 */
};

static bool is_wide(const struct screen *screen)
{
    return screen->style->columns >= TABLE_WIDE_FROM;
}

static int task_column(const struct screen *screen)
{
    return is_wide(screen) ? TABLE_TASK : TABLE_TASK_NARROW;
}

static int score_ink(int points, int max_points)
{
    return points == max_points ? INK_GREEN : points > 0 ? INK_YELLOW : INK_RED;
}

/* ---- the head ---- */

static size_t count_cases(const struct result *result)
{
    size_t n = 0;
    for (int t = 0; t < RUBRIC_TASKS; t++)
        for (size_t g = 0; g < result->tasks[t].n_groups; g++)
            n += result->tasks[t].groups[g].n_cases;
    return n;
}

static void draw_head(struct screen *screen, const struct result *result)
{
    char facts[120];
    snprintf(facts, sizeof facts, "%s fixtures, %zu cases, %.1f s",
             result->fixtures->name, count_cases(result), result->seconds);
    screen_text(screen, INK_BOLD, " gradecheck ");
    screen_text(screen, INK_DIM, "%s  ", GRADECHECK_VERSION);
    screen_text(screen, INK_CYAN, "%s", result->submission);
    int start = screen->style->columns - screen_width(facts);
    if (screen->column + 2 > start) {
        screen_end(screen);
        start = 1;
    }
    screen_to(screen, start);
    screen_text(screen, INK_DIM, "%s", facts);
    screen_end(screen);
    screen_end(screen);
}

/* ---- the table ---- */

/* "wrong: regularised, bias left out", or with the group's id where that is too wide. */
static void draw_words(struct screen *screen, const struct result *result, int t)
{
    const struct task_result *task = &result->tasks[t];
    const struct group_result *group = failure_group(task);
    int ink = failure_root(result, t) == t ? INK_RED : INK_DIM;
    char words[160] = "";

    if (task->forfeit[0])
        snprintf(words, sizeof words, "forfeited: not done as asked");
    for (size_t i = 0; group && !words[0] && i < group->n_cases; i++) {
        const char *verdict = verdict_name(group->cases[i].verdict);
        if (group->cases[i].verdict == VERDICT_PASS)
            continue;
        snprintf(words, sizeof words, "%s: %s", verdict, group->rubric->title);
        if (screen->column + screen_width(words) > screen->style->columns)
            snprintf(words, sizeof words, "%s: %s", verdict, group->rubric->id);
    }
    if (group && !words[0])
        snprintf(words, sizeof words, "right in all cases, not elsewhere");
    screen_text(screen, ink, "%s", words);
}

static void draw_task(struct screen *screen, const struct result *result, int t)
{
    const struct task_result *task = &result->tasks[t];
    int ink = score_ink(task->points, task->rubric->points);
    int left = task_column(screen);
    int right = left + (screen->style->utf8 ? 0 : ASCII_BRACKETS); /* of the bar */

    screen_to(screen, left);
    screen_text(screen, task_failed(task) ? INK_BOLD : INK_PLAIN, "%s", task->rubric->id);
    screen_to(screen, left + TABLE_BAR);
    screen_bar(screen, ink, TABLE_CELLS, task->points, task->rubric->points);
    screen_to(screen, right + TABLE_POINTS);
    screen_text(screen, ink, "%2d", task->points);
    screen_text(screen, INK_DIM, "/%d", task->rubric->points);
    if (task_failed(task)) {
        screen_to(screen, right + TABLE_WORDS);
        draw_words(screen, result, t);
    }
    screen_end(screen);
}

/* With `spaced`, a blank line stands in front of all but the first part. */
static void draw_part(struct screen *screen, const struct result *result, int part,
                      bool spaced)
{
    int points = 0, max_points = 0, n = 0;
    for (int t = 0; t < RUBRIC_TASKS; t++)
        if (result->tasks[t].graded && rubric[t].part == part) {
            points += result->tasks[t].points;
            max_points += rubric[t].points;
        }
    for (int t = 0; t < RUBRIC_TASKS; t++) {
        if (!result->tasks[t].graded || rubric[t].part != part)
            continue;
        if (n == 0 && part > 1 && spaced && result->max_score == RUBRIC_POINTS)
            screen_end(screen);
        if (n == 0)
            screen_text(screen, INK_BOLD, " %s", rubric_part_title(part));
        if (n == 0 && !is_wide(screen))
            screen_end(screen);
        if (n == 1 && is_wide(screen))
            screen_text(screen, INK_DIM, " %d of %d", points, max_points);
        draw_task(screen, result, t);
        n++;
    }
}

static void draw_total(struct screen *screen, const struct result *result)
{
    int ink = score_ink(result->score, result->max_score) | INK_BOLD;
    int cells =
        screen->style->columns - TABLE_TASK - (screen->style->utf8 ? 0 : ASCII_BRACKETS);
    if (result->built)
        screen_end(screen);
    screen_text(screen, ink, " %d / %d", result->score, result->max_score);
    screen_text(screen, INK_PLAIN, " points");
    screen_to(screen, TABLE_TASK);
    screen_bar(screen, ink, cells, result->score, result->max_score);
    screen_end(screen);
}

/* ---- what to look at ---- */

/* Draws the failures of as many roots as fit above `reserved` lines, at least one; in a verbose
 * style every failing task. Returns how many roots were drawn. */
static size_t draw_failures(struct screen *screen, const struct result *result,
                            const int *roots, size_t n_roots, int reserved)
{
    size_t drawn = 0;
    if (screen->style->verbose) {
        for (int t = 0; t < RUBRIC_TASKS; t++)
            if (task_failed(&result->tasks[t])) {
                screen_end(screen);
                terminal_failure(screen, result, t);
            }
        return n_roots;
    }
    while (drawn < n_roots && drawn < MAX_FAILURES) {
        struct screen trial = {.stream = NULL, .style = screen->style};
        terminal_failure(&trial, result, roots[drawn]);
        if (drawn > 0 && screen->lines + 1 + trial.lines + reserved > SCREEN_LINES)
            break;
        screen_end(screen);
        terminal_failure(screen, result, roots[drawn++]);
    }
    return drawn;
}

/* "a, b and c" of at most RUBRIC_TASKS ids. */
static void list_tasks(const int *tasks, size_t n_tasks, char *text, size_t n)
{
    text[0] = '\0';
    for (size_t i = 0; i < n_tasks; i++) {
        size_t used = strlen(text);
        const char *between = i == 0 ? "" : i + 1 < n_tasks ? ", " : " and ";
        snprintf(text + used, n - used, "%s%s", between, rubric[tasks[i]].id);
    }
}

/* "cost, gradient and descent likely follow from forward." for each root that has consequences,
 * and the roots that were not drawn. */
static void draw_rest(struct screen *screen, const struct result *result,
                      const int *roots, size_t n_roots, size_t n_drawn)
{
    char ids[RUBRIC_TASKS * 16], line[sizeof ids + 80];
    for (size_t r = 0; r < n_roots; r++) {
        int tasks[RUBRIC_TASKS];
        size_t n = failure_consequences(result, roots[r], tasks);
        if (n == 0)
            continue;
        list_tasks(tasks, n, ids, sizeof ids);
        snprintf(line, sizeof line, "%s likely %s from %s.", ids,
                 n == 1 ? "follows" : "follow", rubric[roots[r]].id);
        screen_wrapped(screen, INK_DIM, 1, line);
    }
    if (n_drawn < n_roots) {
        list_tasks(&roots[n_drawn], n_roots - n_drawn, ids, sizeof ids);
        snprintf(line, sizeof line, "Failing besides: %s.", ids);
        screen_wrapped(screen, INK_DIM, 1, line);
    }
}

/* ---- notes and the next step ---- */

static int count_warnings(const char *diagnostics)
{
    int n = 0;
    for (const char *at = diagnostics; (at = strstr(at, ": warning: ")); at++)
        n++;
    return n;
}

static void draw_unbuilt_files(struct screen *screen, const struct result *result)
{
    if (result->built && result->n_failed == 0)
        return;
    screen_end(screen);
    if (result->n_failed == 0)
        screen_text(screen, INK_RED | INK_BOLD,
                    " The submission compiles but cannot be linked:");
    else
        screen_text(screen, INK_RED | INK_BOLD,
                    " %zu of %zu source %s not compile:", result->n_failed,
                    result->n_sources,
                    result->n_sources == 1  ? "file does"
                    : result->n_failed == 1 ? "files does"
                                            : "files do");
    screen_end(screen);
    terminal_diagnostics(screen, result->diagnostics,
                         result->built ? MAX_DIAGNOSTICS : MAX_DIAGNOSTICS_UNBUILT);
}

/* "bp_cost: 208 bytes are still allocated": what costs no point. Returns how many there are. */
static size_t draw_remarks(struct screen *screen, const struct result *result, bool draw)
{
    size_t n = 0;
    for (int t = 0; t < RUBRIC_TASKS; t++)
        for (size_t i = 0; i < result->tasks[t].n_checks; i++) {
            const struct check_result *check = &result->tasks[t].checks[i];
            if (check->outcome != CHECK_REMARKED)
                continue;
            n++;
            if (!draw)
                continue;
            if (n == 1) {
                screen_end(screen);
                screen_text(screen, INK_BOLD, " Remarks, which cost no points");
                screen_end(screen);
            }
            screen_to(screen, TABLE_TASK_NARROW);
            screen_wrapped(screen, INK_YELLOW, TABLE_TASK_NARROW, check->message);
        }
    return n;
}

static void draw_notes(struct screen *screen, const struct result *result)
{
    int warnings = count_warnings(result->diagnostics);
    if (result->undefined) {
        screen_text(screen, INK_YELLOW, " Called but defined nowhere: %s",
                    result->undefined);
        screen_end(screen);
    }
    if (result->lacking[0]) {
        screen_text(screen, INK_YELLOW, " Not held by %s", result->lacking);
        screen_text(screen, INK_DIM, ": for code that you trust (gradecheck doctor)");
        screen_end(screen);
    }
    size_t remarks = draw_remarks(screen, result, false);
    if (remarks > 0 && !screen->style->verbose) {
        screen_text(screen, INK_YELLOW, " %zu %s", remarks,
                    remarks == 1 ? "remark" : "remarks");
        screen_text(screen, INK_DIM, "; -v (make: V=1) shows %s",
                    remarks == 1 ? "it" : "them");
        screen_end(screen);
    }
    if (warnings > 0 && result->n_failed == 0 && !screen->style->verbose) {
        screen_text(screen, INK_YELLOW, " %d %s from the compiler", warnings,
                    warnings == 1 ? "warning" : "warnings");
        screen_text(screen, INK_DIM, "; -v (make: V=1) shows %s",
                    warnings == 1 ? "it" : "them");
        screen_end(screen);
    }
}

static void draw_block(struct screen *screen, const char *title, const char *text)
{
    if (!text || !text[0])
        return;
    screen_end(screen);
    screen_text(screen, INK_BOLD, " %s", title);
    screen_end(screen);
    terminal_diagnostics(screen, text, INT_MAX);
}

static void draw_verbose(struct screen *screen, const struct result *result)
{
    draw_remarks(screen, result, true);
    if (result->n_failed == 0)
        draw_block(screen, "The compiler", result->diagnostics);
    draw_block(screen, "What the submission printed",
               result->secret ? "" : result->student_output);
    draw_block(screen, "Files", result->notes);
    draw_block(screen, "Held by", result->layers);
}

/* The template's own folder is what `make grade` grades. */
static bool is_template(const char *folder)
{
    size_t n = strlen(folder);
    while (n > 0 && folder[n - 1] == '/')
        n--;
    static const char name[] = "student_template";
    size_t length = sizeof name - 1;
    return n >= length && strncmp(&folder[n - length], name, length) == 0 &&
           (n == length || folder[n - length - 1] == '/');
}

/* Whether a folder's name can stand in a command line as it is. */
static bool is_plain(const char *folder)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                "0123456789_./-";
    return folder[0] != '-' && strspn(folder, plain) == strlen(folder);
}

/* "make grade TASK=forward", the command that grades a task (NULL: all) of the submission. */
static void print_command(const struct result *result, const char *task, char *text,
                          size_t n)
{
    const char *folder = is_plain(result->submission) ? result->submission : "FOLDER";
    bool template = is_template(result->submission);
    snprintf(text, n, "make grade%s%s%s%s",
             template ? "" : " SUBMISSION=", template ? "" : folder, task ? " TASK=" : "",
             task ? task : "");
}

static void draw_next(struct screen *screen, const struct result *result, int root)
{
    const bool partial = result->max_score < RUBRIC_POINTS;
    char words[120], command[300] = "";

    if (!result->built) {
        snprintf(words, sizeof words, "make it compile, beginning with the first error.");
    } else if (result->n_failed > 0) {
        snprintf(words, sizeof words, "make every file compile; the others were graded.");
    } else if (root >= 0) {
        snprintf(words, sizeof words, "work on %s:", rubric[root].id);
        print_command(result, rubric[root].id, command, sizeof command);
    } else if (partial) {
        snprintf(words, sizeof words, "all points here; the whole exercise:");
        print_command(result, NULL, command, sizeof command);
    } else {
        snprintf(words, sizeof words, "nothing. All %zu %s cases pass: well done.",
                 count_cases(result), result->fixtures->name);
    }
    screen_text(screen, INK_BOLD, " Next: ");
    screen_text(screen, INK_PLAIN, "%s%s", words, command[0] ? "  " : "");
    screen_wrapped(screen, INK_BOLD, NEXT_WORDS, command);
}

/* What stands below the failures. */
static void draw_tail(struct screen *screen, const struct result *result,
                      const int *roots, size_t n_roots, size_t n_drawn)
{
    if (n_roots > 0)
        screen_end(screen);
    int top = screen->lines;
    draw_rest(screen, result, roots, n_roots, n_drawn);
    draw_notes(screen, result);
    if (screen->style->verbose)
        draw_verbose(screen, result);
    if (n_roots == 0 || screen->lines > top)
        screen_end(screen);
    draw_next(screen, result, n_roots > 0 ? roots[0] : -1);
}

void report_terminal(const struct result *result, const struct terminal_style *style,
                     FILE *stream)
{
    struct screen screen = {.stream = stream, .style = style};
    struct screen tail = {.stream = NULL, .style = style};
    int roots[RUBRIC_TASKS];
    size_t n_roots = failure_roots(result, roots), n_drawn = 0;

    draw_head(&screen, result);
    if (!result->built)
        n_roots = 0;
    for (int part = 1; result->built && part <= RUBRIC_PARTS; part++)
        draw_part(&screen, result, part, n_roots <= 1 && result->n_failed == 0);
    draw_total(&screen, result);
    draw_unbuilt_files(&screen, result);
    draw_tail(&tail, result, roots, n_roots, 0);
    n_drawn = draw_failures(&screen, result, roots, n_roots, tail.lines);
    draw_tail(&screen, result, roots, n_roots, n_drawn);
}
