#include "report/failures.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SMALL_INPUT = 8, DOUBLE_DIGITS = 17, FIRST_DIGITS = 6 };

/* ---- which, and in which order ---- */

/* Whether a cause is named in TASK, a known misconception, that no task names of all that it is
 * likely to follow from: then it has a mistake of its own. */
static bool has_own_cause(const struct result *result, int task)
{
    const struct diagnosis *diagnosis = &result->tasks[task].diagnosis;
    for (size_t i = 0; i < diagnosis->n_causes; i++) {
        bool handed_on = strcmp(diagnosis->causes[i].kind, "misconception") != 0;
        for (int t = 0; t < task && !handed_on; t++)
            handed_on =
                diagnosis_names(&result->tasks[t].diagnosis, diagnosis->causes[i].id);
        if (!handed_on)
            return true;
    }
    return false;
}

int failure_root(const struct result *result, int task)
{
    /* A task stands behind all that it builds on, so the chain goes down. */
    while (!result->tasks[task].forfeit[0] && result->tasks[task].likely_cause >= 0 &&
           result->tasks[task].likely_cause < task && !has_own_cause(result, task))
        task = result->tasks[task].likely_cause;
    return task;
}

size_t failure_roots(const struct result *result, int tasks[RUBRIC_TASKS])
{
    size_t n = 0;
    for (int t = 0; t < RUBRIC_TASKS; t++)
        if (task_failed(&result->tasks[t]) && failure_root(result, t) == t)
            tasks[n++] = t;
    return n;
}

size_t failure_consequences(const struct result *result, int root,
                            int tasks[RUBRIC_TASKS])
{
    size_t n = 0;
    for (int t = root + 1; t < RUBRIC_TASKS; t++)
        if (task_failed(&result->tasks[t]) && failure_root(result, t) == root)
            tasks[n++] = t;
    return n;
}

const struct group_result *failure_group(const struct task_result *task)
{
    for (size_t g = 0; g < task->n_groups; g++)
        if (task->groups[g].points < task->groups[g].rubric->points)
            return &task->groups[g];
    return NULL;
}

/* ---- in which words ---- */

static const char *const meanings[VERDICT_COUNT] = {
    [VERDICT_SKIPPED] = "not run, since nothing was built",
    [VERDICT_PASS] = "",
    [VERDICT_WRONG] = "",
    [VERDICT_NOT_FINITE] = "a NaN or an infinity where a number is expected",
    [VERDICT_UNWRITTEN] = "never written, or added (+=) to what was in the buffer before",
    [VERDICT_MODIFIED_INPUT] = "wrote to an input: work on a copy of it",
    [VERDICT_CRASH] = "the program ended during the call",
    [VERDICT_TIMEOUT] = "did not return in time",
    [VERDICT_FORBIDDEN] = "asked the system for something that it may not have",
    [VERDICT_NOT_BUILT] = "the function is not defined, or its file does not compile",
};

const char *failure_meaning(enum verdict verdict)
{
    return meanings[verdict];
}

void failure_sentence(const struct case_result *c, char *text, size_t n)
{
    const char *message = c->evidence.message;
    snprintf(text, n, "%s", message[0] ? message : meanings[c->verdict]);
}

/* Adds to the NUL-terminated text in n bytes; what does not fit is cut. */
__attribute__((format(printf, 3, 4))) static void append(char *text, size_t n,
                                                         const char *format, ...)
{
    size_t used = strlen(text);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text + used, n - used, format, arguments);
    va_end(arguments);
}

static void append_element(char *text, size_t n, const struct array *array, size_t i)
{
    switch (array->element) {
    case ELEMENT_DOUBLE: append(text, n, "%.6g", array->f64[i]); return;
    case ELEMENT_INT: append(text, n, "%d", array->i32[i]); return;
    case ELEMENT_UINT64: append(text, n, "%" PRIu64, array->u64[i]); return;
    }
}

/* "3-4-2, softmax". */
static void append_net(char *text, size_t n, const struct bp_net *net)
{
    for (size_t l = 0; l <= net->n_layers; l++)
        append(text, n, "%s%zu", l ? "-" : "", net->units[l]);
    append(text, n, ", %s", net->output == BP_SOFTMAX ? "softmax" : "one-vs-all");
    if (net->regularize_bias)
        append(text, n, ", bias regularised");
}

/* "name = 1 2 3". */
static void append_array(char *text, size_t n, const struct array *array)
{
    append(text, n, "%s%s =", text[0] ? ", " : "", array->name);
    for (size_t i = 0; i < array->n; i++) {
        append(text, n, " ");
        append_element(text, n, array, i);
    }
}

/* The inputs at the point that is off, or, where none is known, at the only one. */
static void append_point(char *text, size_t n, const struct case_result *c)
{
    const struct call *call = &c->fixture->call;
    size_t point = 0;

    case_point(c->fixture, c->evidence.has_element ? c->evidence.index : 0, &point);
    if (point >= call->inputs[0].n ||
        (call->inputs[0].n > 1 && !c->evidence.has_element)) {
        append(text, n, "%zu points", call->inputs[0].n);
        return;
    }
    for (size_t i = 0; i < call->n_inputs; i++) {
        append(text, n, "%s%s = ", i ? ", " : "", call->inputs[i].name);
        append_element(text, n, &call->inputs[i], point);
    }
}

static bool all_are_small(const struct call *call)
{
    size_t numbers = 0;
    for (size_t i = 0; i < call->n_inputs; i++)
        if (call->inputs[i].n > 1)
            numbers += call->inputs[i].n;
    return numbers <= SMALL_INPUT;
}

/* Single numbers always, arrays where all together are short; else what their sizes tell. */
static void append_inputs(char *text, size_t n, const struct call *call)
{
    bool small = all_are_small(call);
    for (size_t i = 0; i < call->n_inputs; i++) {
        const struct array *input = &call->inputs[i];
        const char *comma = text[0] ? ", " : "";
        if (input->n == 1 || small)
            append_array(text, n, input);
        else if (strcmp(input->name, "X") == 0)
            append(text, n, "%sm = %zu", comma, call_n_samples(call));
        else if (strcmp(input->name, "seed") == 0)
            append(text, n, "%s%zu seeds", comma, input->n);
        else if (!function_takes_net(call->function) && i == call->n_inputs - 1)
            append(text, n, "%sn = %zu", comma, input->n);
    }
    if (call->function == FUNCTION_NUMERICAL_GRADIENT && !small)
        append(text, n, ", n = %zu", call->inputs[1].n);
}

void failure_inputs(const struct case_result *c, bool secret, char *text, size_t n)
{
    size_t point;
    text[0] = '\0';
    if (secret)
        return;
    if (case_point(c->fixture, 0, &point)) {
        append_point(text, n, c);
        return;
    }
    if (function_takes_net(c->fixture->call.function))
        append_net(text, n, &c->fixture->call.net);
    append_inputs(text, n, &c->fixture->call);
}

/* ---- numbers ---- */

static bool is_whole(double x)
{
    return fabs(x) < 1e15 && floor(x) == x;
}

/* As few digits as show the difference to within a tenth of it. */
static void print_pair(double got, double expected, struct failure_numbers *numbers)
{
    double difference = got - expected;
    if (!isfinite(got)) {
        /* The sign of a NaN says nothing. */
        snprintf(numbers->got, sizeof numbers->got, "%g", isnan(got) ? fabs(got) : got);
        snprintf(numbers->expected, sizeof numbers->expected, "%.*g", FIRST_DIGITS,
                 expected);
        return;
    }
    if (is_whole(got) && is_whole(expected)) {
        snprintf(numbers->got, sizeof numbers->got, "%.0f", got);
        snprintf(numbers->expected, sizeof numbers->expected, "%.0f", expected);
        return;
    }
    for (int digits = FIRST_DIGITS; digits <= DOUBLE_DIGITS; digits++) {
        snprintf(numbers->got, sizeof numbers->got, "%.*g", digits, got);
        snprintf(numbers->expected, sizeof numbers->expected, "%.*g", digits, expected);
        double shown = strtod(numbers->got, NULL) - strtod(numbers->expected, NULL);
        if (fabs(shown - difference) <= 0.1 * fabs(difference))
            return;
    }
}

/* A ratio that a person would name, as ", twice as much"; "" for any other. */
static const char *ratio_in_words(double got, double expected)
{
    static const struct {
        double ratio;
        const char *words;
    } known[] = {{-1, ", wrong sign"}, {2, ", twice as much"}, {0.5, ", half as much"}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (expected != 0 &&
            fabs(got / expected - known[i].ratio) <= 1e-9 * fabs(known[i].ratio))
            return known[i].words;
    return "";
}

void failure_pair(double got, double expected, double bound, bool exact,
                  struct failure_numbers *numbers)
{
    *numbers = (struct failure_numbers){.got = ""};
    print_pair(got, expected, numbers);
    double difference = fabs(got - expected);
    const char *words = ratio_in_words(got, expected);
    if (!isfinite(got) || exact)
        return;
    if (bound > 0)
        snprintf(numbers->difference, sizeof numbers->difference,
                 "off by %.2g, rounding explains %.2g%s", difference,
                 COMPARE_BOUNDS * bound, words);
    else
        snprintf(numbers->difference, sizeof numbers->difference, "off by %.2g%s",
                 difference, words);
}

void failure_numbers(const struct case_result *c, struct failure_numbers *numbers)
{
    const struct evidence *e = &c->evidence;
    const struct array *value = &c->fixture->expected[e->output].value;
    failure_pair(e->got, e->expected, e->bound, value->element != ELEMENT_DOUBLE,
                 numbers);
}

void failure_extent(const struct evidence *evidence, char *text, size_t n)
{
    text[0] = '\0';
    if (evidence->n_elements > 1 && evidence->n_wrong == evidence->n_elements)
        snprintf(text, n, "all %zu elements are off", evidence->n_elements);
    else if (evidence->n_elements > 1)
        snprintf(text, n, "%zu of %zu elements %s off", evidence->n_wrong,
                 evidence->n_elements, evidence->n_wrong == 1 ? "is" : "are");
}
