#include "explain.h"

#include "diagnose/causes.h"
#include "error.h"
#include "report/screen.h"
#include "rubric.h"

#include <string.h>

enum { LABEL = 1, VALUE = 14, SLIP = 34 };

static void draw_row(struct screen *screen, const char *label, int ink, const char *text)
{
    screen_to(screen, LABEL);
    screen_text(screen, INK_DIM, "%s", label);
    screen_wrapped(screen, ink, VALUE, text);
}

static void draw_title(struct screen *screen, const char *id, const char *title)
{
    screen_text(screen, INK_PLAIN, " ");
    screen_text(screen, INK_BOLD, "%s", id);
    screen_text(screen, INK_PLAIN, "  ");
    screen_wrapped(screen, INK_BOLD, screen->column, title);
    screen_end(screen);
}

/* The task that a misconception is first seen in: what follows is its consequence. */
static int first_task(const struct misconception *m)
{
    int first = RUBRIC_TASKS;
    for (size_t i = 0; i < m->n_answers; i++)
        for (int t = 0; t < first; t++) {
            size_t n = strlen(rubric[t].id);
            if (strncmp(m->answers[i].case_id, rubric[t].id, n) == 0 &&
                m->answers[i].case_id[n] == '/')
                first = t;
        }
    return first;
}

static void draw_slips(struct screen *screen, const struct misconceptions *known,
                       int task)
{
    bool any = false;
    for (size_t i = 0; i < known->n; i++) {
        const struct misconception *m = &known->list[i];
        if (first_task(m) != task)
            continue;
        if (!any)
            screen_end(screen);
        screen_text(screen, INK_DIM, "%s", any ? "" : " usual slips");
        if (!any)
            screen_end(screen);
        any = true;
        screen_to(screen, LABEL + 2);
        screen_text(screen, INK_CYAN, "%s", m->id);
        if (screen->column + 1 > SLIP)
            screen_end(screen);
        screen_to(screen, SLIP);
        screen_wrapped(screen, INK_PLAIN, SLIP, m->title);
    }
}

static void explain_task(struct screen *screen, const struct misconceptions *known, int t)
{
    char points[40];
    snprintf(points, sizeof points, "%d of %d", rubric[t].points, RUBRIC_POINTS);
    draw_title(screen, rubric[t].id, rubric[t].title);
    draw_row(screen, "formula", INK_CYAN, rubric[t].formula);
    draw_row(screen, "lecture", INK_PLAIN, rubric[t].lecture);
    draw_row(screen, "points", INK_PLAIN, points);
    for (int g = 0; rubric[t].groups[g].id; g++)
        draw_row(screen, g == 0 ? "is tried" : "", INK_PLAIN, rubric[t].groups[g].title);
    for (int b = 0; rubric[t].builds_on[b]; b++)
        draw_row(screen, b == 0 ? "builds on" : "", INK_PLAIN, rubric[t].builds_on[b]);
    draw_slips(screen, known, t);
}

static void explain_known(struct screen *screen, const struct misconception *m)
{
    int task = first_task(m);
    draw_title(screen, m->id, m->title);
    draw_row(screen, "happened", INK_PLAIN, m->happened);
    draw_row(screen, "formula", INK_CYAN, m->formula);
    draw_row(screen, "thought", INK_PLAIN, m->thought);
    draw_row(screen, "try", INK_PLAIN, m->advice);
    if (task < RUBRIC_TASKS) {
        draw_row(screen, "lecture", INK_PLAIN, rubric[task].lecture);
        draw_row(screen, "task", INK_PLAIN, rubric[task].id);
    }
}

static void list_tasks(struct screen *screen)
{
    for (int t = 0; t < RUBRIC_TASKS; t++) {
        if (t == 0 || rubric[t].part != rubric[t - 1].part) {
            if (t > 0)
                screen_end(screen);
            screen_text(screen, INK_BOLD, " %s", rubric_part_title(rubric[t].part));
            screen_end(screen);
        }
        screen_to(screen, LABEL + 2);
        screen_text(screen, INK_CYAN, "%s", rubric[t].id);
        screen_to(screen, VALUE);
        screen_wrapped(screen, INK_PLAIN, VALUE, rubric[t].title);
    }
    screen_end(screen);
    screen_text(screen, INK_DIM,
                " gradecheck explain TASK tells more, and lists its causes.");
    screen_end(screen);
}

int explain(const char *topic, const struct misconceptions *known,
            const struct terminal_style *style, FILE *stream)
{
    struct screen screen = {.stream = stream, .style = style};
    const struct misconception *m = topic ? misconception_find(known, topic) : NULL;
    int task = topic ? rubric_task_index(topic) : -1;
    struct cause cause;

    if (!topic) {
        list_tasks(&screen);
    } else if (task >= 0) {
        explain_task(&screen, known, task);
    } else if (m) {
        explain_known(&screen, m);
    } else if (cause_by_id(known, topic, &cause)) {
        draw_title(&screen, cause.id, cause.title);
        draw_row(&screen, "try", INK_PLAIN, cause.advice);
    } else {
        return error(
            "no task and no cause is called '%s'; 'gradecheck explain' lists the "
            "tasks, 'gradecheck explain TASK' the causes",
            topic);
    }
    return 0;
}
