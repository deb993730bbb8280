#include "report/export_message.h"

#include "error.h"
#include "printable.h"
#include "report/failures.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Of one text within a message. */
enum { MAX_PART = 600 };

/* ---- texts ---- */

size_t export_cut(const char *text, size_t max_bytes)
{
    size_t n = strnlen(text, max_bytes + 1);
    if (n <= max_bytes)
        return n;
    for (n = max_bytes; n > 0 && ((unsigned char)text[n] & 0xc0) == 0x80;)
        n--;
    return n;
}

void export_line(char *to, size_t n, const char *text)
{
    size_t length = export_cut(text, n - 1);
    for (size_t i = 0; i < length; i++)
        to[i] = text[i] == '\n' || text[i] == '\t' ? ' ' : text[i];
    to[length] = '\0';
}

char *export_finish(FILE *file, char **bytes, size_t max_bytes)
{
    char *text = NULL;
    if (fclose(file) != 0 || !*bytes)
        error("no memory for a message");
    else
        text = printable(*bytes, export_cut(*bytes, max_bytes));
    free(*bytes);
    *bytes = NULL;
    return text;
}

static void add_part(FILE *message, const char *text)
{
    fwrite(text, 1, export_cut(text, MAX_PART), message);
}

/* ---- which case ---- */

const struct results_case *export_first_failure(const struct results_task *task,
                                                const struct results_group *group)
{
    for (size_t i = 0; i < task->n_cases; i++)
        if ((!group || strcmp(task->cases[i].group, group->id) == 0) &&
            task->cases[i].verdict != VERDICT_PASS)
            return &task->cases[i];
    return NULL;
}

static const struct results_check *first_failed_check(const struct results_task *task,
                                                      const struct results_group *group)
{
    for (size_t i = 0; i < task->n_checks; i++)
        if (strcmp(task->checks[i].group, group->id) == 0 &&
            task->checks[i].outcome == RESULTS_CHECK_FAILED)
            return &task->checks[i];
    return NULL;
}

/* ---- the line that says why ---- */

static bool shows_numbers(const struct results_case *c, bool secret)
{
    return !secret && c->has_element && c->element.has_numbers &&
           (c->verdict == VERDICT_WRONG || c->verdict == VERDICT_NOT_FINITE);
}

static void find_numbers(const struct results_case *c, struct failure_numbers *numbers)
{
    failure_pair(c->element.got, c->element.expected, c->element.bound,
                 c->element.bound == 0, numbers);
}

static void explain_case(struct export_row *row, const struct results_case *c,
                         bool secret, FILE *line)
{
    const char *meaning = failure_meaning(c->verdict);
    const char *sentence = secret || !c->message[0] ? meaning : c->message;
    fputs(verdict_name(c->verdict), line);
    if (!shows_numbers(c, secret)) {
        fputs(sentence[0] ? ": " : "", line);
        add_part(line, sentence);
        return;
    }
    struct failure_numbers numbers;
    find_numbers(c, &numbers);
    snprintf(row->got, sizeof row->got, "%s", numbers.got);
    snprintf(row->expected, sizeof row->expected, "%s", numbers.expected);
    fputs(": ", line);
    fwrite(c->element.place, 1, export_cut(c->element.place, 120), line);
    fprintf(line, ": got %s, expected %s", numbers.got, numbers.expected);
    fputs(c->message[0] ? "; " : "", line);
    add_part(line, c->message);
}

static void explain_check(const struct results_check *check, bool secret, FILE *line)
{
    if (!secret && check->message[0])
        add_part(line, check->message);
    else
        fprintf(line, "a property of a right answer does not hold: %s", check->id);
}

static int explain_why(struct export_row *row, const struct results_task *task,
                       const struct results_group *group, bool secret)
{
    const struct results_case *c = export_first_failure(task, group);
    const struct results_check *check = first_failed_check(task, group);
    char *bytes = NULL;
    size_t n = 0;
    FILE *line = open_memstream(&bytes, &n);
    if (!line)
        return error("no memory for a message");
    if (c)
        explain_case(row, c, secret, line);
    else if (task->forfeit[0])
        add_part(line, secret ? "the points of this task are forfeit" : task->forfeit);
    else if (check)
        explain_check(check, secret, line);
    else
        fputs("no points", line);
    char *text = export_finish(line, &bytes, EXPORT_MAX_MESSAGE);
    if (text)
        export_line(row->why, sizeof row->why, text);
    free(text);
    return text ? 0 : -1;
}

/* ---- all else ---- */

static void add_case(FILE *message, const struct results_case *c)
{
    fputs("case ", message);
    add_part(message, c->id);
    if (c->title[0]) {
        fputs(" (", message);
        add_part(message, c->title);
        fputs(")", message);
    }
    fputc('\n', message);
    if (!shows_numbers(c, false))
        return;
    struct failure_numbers numbers;
    find_numbers(c, &numbers);
    if (numbers.difference[0])
        fprintf(message, "%s\n", numbers.difference);
    if (c->element.n_elements > 1)
        fprintf(message, "%zu of %zu elements are off\n", c->element.n_wrong,
                c->element.n_elements);
}

static void add_cause(FILE *message, const char *word, const struct results_cause *cause)
{
    const char *const details[] = {cause->formula, cause->advice};
    fprintf(message, "%s: ", word);
    add_part(message, cause->title);
    fputc('\n', message);
    for (int i = 0; i < 2; i++)
        if (details[i][0]) {
            fputs("    ", message);
            add_part(message, details[i]);
            fputc('\n', message);
        }
}

/* Of a hidden set those whose text is the same whatever the numbers are. */
static void add_causes(FILE *message, const struct results_task *task, bool secret)
{
    size_t n = 0;
    for (size_t i = 0; i < task->n_causes; i++)
        if (!secret || strcmp(task->causes[i].kind, "misconception") == 0)
            add_cause(message, n++ ? "or" : "likely cause", &task->causes[i]);
}

static void add_details(FILE *message, const struct export_row *row,
                        const struct results_task *task, const struct results_case *c,
                        bool secret)
{
    fprintf(message, "%s\n", row->why);
    if (c && !secret)
        add_case(message, c);
    if (row->line > 0) {
        fputs("a sanitizer stopped at ", message);
        add_part(message, row->file);
        fprintf(message, ":%zu: ", row->line);
        add_part(message, task->finding_what);
        fputc('\n', message);
    }
    add_causes(message, task, secret);
    if (task->likely_cause[0])
        fprintf(message, "likely follows from task %s: begin there\n",
                task->likely_cause);
    if (task->lecture[0]) {
        fputs("read again in the lecture: ", message);
        add_part(message, task->lecture);
        fputc('\n', message);
    }
}

int export_explain(struct export_row *row, const struct results_task *task,
                   const struct results_group *group, bool secret)
{
    const struct results_case *c = export_first_failure(task, group);
    char *bytes = NULL;
    size_t n = 0;
    if (explain_why(row, task, group, secret) != 0)
        return -1;
    if (task->finding_line > 0 && c && c == export_first_failure(task, NULL)) {
        row->file = task->finding_file;
        row->line = task->finding_line;
    }
    FILE *message = open_memstream(&bytes, &n);
    if (!message)
        return error("no memory for a message");
    add_details(message, row, task, c, secret);
    row->message = export_finish(message, &bytes, EXPORT_MAX_MESSAGE);
    size_t n_message = row->message ? strlen(row->message) : 0;
    if (n_message > 0 && row->message[n_message - 1] == '\n')
        row->message[n_message - 1] = '\0';
    return row->message ? 0 : -1;
}
