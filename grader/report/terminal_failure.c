#include "report/terminal_failure.h"

#include "report/failures.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LABEL = 3, VALUE = 13 };

/* A row with a label in front, wrapped. */
static void draw_row(struct screen *screen, const char *label, int ink, const char *text)
{
    screen_to(screen, LABEL);
    screen_text(screen, INK_DIM, "%s", label);
    screen_wrapped(screen, ink, VALUE, text);
}

static void draw_numbers(struct screen *screen, const struct case_result *c)
{
    struct failure_numbers numbers;
    failure_numbers(c, &numbers);
    draw_row(screen, "got", INK_RED, numbers.got);
    screen_to(screen, LABEL);
    screen_text(screen, INK_DIM, "expected");
    screen_to(screen, VALUE);
    screen_text(screen, INK_GREEN, "%s", numbers.expected);
    screen_text(screen, INK_PLAIN, "%s", numbers.difference[0] ? "  " : "");
    screen_wrapped(screen, INK_DIM, VALUE, numbers.difference);
}

static void draw_place(struct screen *screen, const struct case_result *c)
{
    char place[200], extent[80];
    const struct evidence *e = &c->evidence;
    case_element_place(c->fixture, e->output, e->index, place, sizeof place);
    failure_extent(e, extent, sizeof extent);
    screen_to(screen, LABEL);
    screen_text(screen, INK_DIM, "where");
    screen_to(screen, VALUE);
    screen_text(screen, INK_PLAIN, "%s%s", place, extent[0] ? "; " : "");
    screen_wrapped(screen, INK_DIM, VALUE, extent);
}

static void draw_verdict(struct screen *screen, const char *verdict, const char *sentence)
{
    screen_to(screen, LABEL);
    screen_text(screen, INK_DIM, "verdict");
    screen_to(screen, VALUE);
    screen_text(screen, INK_RED, "%s", verdict);
    screen_text(screen, INK_PLAIN, ": ");
    screen_wrapped(screen, INK_PLAIN, VALUE, sentence);
}

/* "sigmoid/value/points: z = 0.5". */
static void draw_case(struct screen *screen, const struct case_result *c, bool secret)
{
    char sentence[300], inputs[300];
    failure_inputs(c, secret, inputs, sizeof inputs);

    screen_to(screen, LABEL);
    screen_text(screen, INK_DIM, "case");
    screen_to(screen, VALUE);
    screen_text(screen, INK_PLAIN, "%s", c->fixture->id);
    if (inputs[0]) {
        screen_text(screen, INK_DIM, ":");
        screen_text(screen, INK_PLAIN, " ");
        screen_wrapped(screen, INK_PLAIN, VALUE, inputs);
    } else {
        screen_end(screen);
    }
    if (c->evidence.has_element)
        draw_place(screen, c);
    failure_sentence(c, sentence, sizeof sentence);
    if (sentence[0])
        draw_verdict(screen, verdict_name(c->verdict), sentence);
    if ((c->verdict == VERDICT_WRONG || c->verdict == VERDICT_NOT_FINITE) &&
        c->evidence.has_element && !secret)
        draw_numbers(screen, c);
}

/* The heading: the task, a title, and at the right edge what to read again, or that on a line of
 * its own where both do not fit. */
static void draw_heading(struct screen *screen, const struct task_result *task,
                         const char *title)
{
    const char *lecture = task->rubric->lecture;
    const char *label = "lecture: ";
    int columns = screen->style->columns;

    screen_text(screen, INK_PLAIN, " ");
    screen_text(screen, INK_BOLD, "%s", task->rubric->id);
    screen_to(screen, VALUE);
    screen_text(screen, INK_PLAIN, "%s", title);
    int start = columns - screen_width(label) - screen_width(lecture);
    if (screen->column + 2 > start) {
        screen_end(screen);
        draw_row(screen, "lecture", INK_CYAN, lecture);
        return;
    }
    screen_to(screen, start);
    screen_text(screen, INK_DIM, "%s", label);
    screen_text(screen, INK_CYAN, "%s", lecture);
    screen_end(screen);
}

/* Why, by name: a line of thought first, then the formula, then what to do. */
static void draw_cause(struct screen *screen, const struct cause *cause)
{
    char more[120];
    draw_row(screen, "cause", INK_YELLOW, cause->title);
    if (cause->formula[0])
        draw_row(screen, "formula", INK_CYAN, cause->formula);
    if (cause->advice[0])
        draw_row(screen, "try", INK_PLAIN, cause->advice);
    snprintf(more, sizeof more, "make explain NAME=%s", cause->id);
    if (cause->formula[0])
        draw_row(screen, "more", INK_DIM, more);
}

/* Properties that do not hold: all where VERBOSE is set, else the first two. A sentence that the
 * one before said already is left out. */
static void draw_checks(struct screen *screen, const struct task_result *task,
                        bool verbose)
{
    const char *last = "";
    for (size_t i = 0, drawn = 0; i < task->n_checks && (verbose || drawn < 2); i++) {
        const struct check_result *check = &task->checks[i];
        if (check->outcome != CHECK_FAILED || strcmp(check->message, last) == 0)
            continue;
        draw_row(screen, drawn++ == 0 ? "property" : "", INK_PLAIN, check->message);
        last = check->message;
    }
}

static void draw_finding(struct screen *screen, const struct finding *finding)
{
    char text[340];
    snprintf(text, sizeof text, "%s:%d: %s", finding->file, finding->line, finding->what);
    draw_row(screen, "line", INK_RED, text);
}

/* What the diagnosis has to say. */
static void draw_diagnosis(struct screen *screen, const struct task_result *task,
                           bool verbose)
{
    const struct diagnosis *diagnosis = &task->diagnosis;
    for (size_t i = 0; i < diagnosis->n_causes; i++)
        draw_cause(screen, &diagnosis->causes[i]);
    if (task->finding.line > 0)
        draw_finding(screen, &task->finding);
    if (verbose || diagnosis->n_causes == 0)
        draw_checks(screen, task, verbose);
    if (diagnosis->consistency[0])
        draw_row(screen, "together", INK_PLAIN, diagnosis->consistency);
}

static void draw_every_case(struct screen *screen, const struct task_result *task,
                            bool secret)
{
    for (size_t g = 0; g < task->n_groups; g++)
        for (size_t i = 0; i < task->groups[g].n_cases; i++)
            if (task->groups[g].cases[i].verdict != VERDICT_PASS)
                draw_case(screen, &task->groups[g].cases[i], secret);
}

void terminal_failure(struct screen *screen, const struct result *result, int task)
{
    const struct task_result *failed = &result->tasks[task];
    const struct case_result *first = task_first_failure(failed);
    bool secret = result->secret;
    bool verbose = screen->style->verbose;

    draw_heading(screen, failed,
                 first && !verbose && !secret ? first->fixture->title
                                              : failed->rubric->title);
    if (failed->forfeit[0])
        draw_row(screen, "no points", INK_RED, failed->forfeit);
    draw_diagnosis(screen, failed, verbose);
    if (verbose)
        draw_every_case(screen, failed, secret);
    else if (first)
        draw_case(screen, first, secret);
}

/* ---- what the compiler says ---- */

static bool starts_error(const char *line, size_t n)
{
    static const char *const words[] = {": error:", ": fatal error:"};
    for (size_t w = 0; w < sizeof words / sizeof words[0]; w++)
        for (size_t i = 0; i + strlen(words[w]) <= n; i++)
            if (strncmp(&line[i], words[w], strlen(words[w])) == 0)
                return true;
    return false;
}

static const char *first_error(const char *diagnostics)
{
    for (const char *line = diagnostics; *line;) {
        size_t n = strcspn(line, "\n");
        if (starts_error(line, n))
            return line;
        line += line[n] ? n + 1 : n;
    }
    return diagnostics;
}

/* Sentences are wrapped; a line of source with its caret below must stay as it is. */
static void draw_diagnostic(struct screen *screen, const char *line, size_t n)
{
    int ink = starts_error(line, n) ? INK_RED : INK_PLAIN;
    char *copy = strndup(line, n);
    screen_to(screen, LABEL);
    if (copy && copy[0] != ' ') {
        screen_wrapped(screen, ink, LABEL, copy);
    } else {
        screen_text(screen, ink, "%s", copy ? copy : "");
        screen_end(screen);
    }
    free(copy);
}

void terminal_diagnostics(struct screen *screen, const char *diagnostics, int max_lines)
{
    bool verbose = screen->style->verbose;
    const char *line = verbose ? diagnostics : first_error(diagnostics);
    int shown = 0, more = 0;

    while (*line) {
        size_t n = strcspn(line, "\n");
        if (verbose || shown < max_lines) {
            draw_diagnostic(screen, line, n);
            shown++;
        } else {
            more++;
        }
        line += line[n] ? n + 1 : n;
    }
    if (more > 0) {
        screen_to(screen, LABEL);
        screen_text(screen, INK_DIM, "%d more %s; -v (make: V=1) shows all", more,
                    more == 1 ? "line" : "lines");
        screen_end(screen);
    }
}
