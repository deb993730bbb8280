#include "result.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void release_got(struct case_result *c)
{
    for (size_t i = 0; i < c->n_got; i++)
        free(c->got[i].data);
    free(c->predicted);
}

static void release_cases(struct group_result *group)
{
    for (size_t c = 0; c < group->n_cases; c++)
        release_got(&group->cases[c]);
    free(group->cases);
}

void task_reset(struct task_result *task)
{
    for (size_t g = 0; g < task->n_groups; g++)
        for (size_t i = 0; i < task->groups[g].n_cases; i++) {
            struct case_result *c = &task->groups[g].cases[i];
            release_got(c);
            *c = (struct case_result){.fixture = c->fixture, .max_points = c->max_points};
        }
    task->n_checks = 0;
    task->forfeit[0] = '\0';
    task->too_costly = NULL;
    task->done = false;
}

void result_release(struct result *result)
{
    for (size_t t = 0; t < RUBRIC_TASKS; t++)
        for (size_t g = 0; g < RUBRIC_MAX_GROUPS; g++)
            release_cases(&result->tasks[t].groups[g]);
    free(result->submission);
    free(result->diagnostics);
    free(result->undefined);
    free(result->notes);
    free(result->student_output);
    free(result->layers);
    free(result->lacking);
    *result = (struct result){0};
}

const struct case_result *task_first_failure(const struct task_result *task)
{
    for (size_t g = 0; g < task->n_groups; g++)
        for (size_t c = 0; c < task->groups[g].n_cases; c++)
            if (task->groups[g].cases[c].verdict != VERDICT_PASS)
                return &task->groups[g].cases[c];
    return NULL;
}

bool diagnosis_names(const struct diagnosis *diagnosis, const char *id)
{
    for (size_t i = 0; i < diagnosis->n_causes; i++)
        if (strcmp(diagnosis->causes[i].id, id) == 0)
            return true;
    return false;
}

bool group_check_failed(const struct task_result *task, const char *group)
{
    for (size_t i = 0; i < task->n_checks; i++)
        if (task->checks[i].outcome == CHECK_FAILED &&
            strcmp(task->checks[i].group, group) == 0)
            return true;
    return false;
}

bool task_failed(const struct task_result *task)
{
    return task->graded && task->points < task->rubric->points;
}

/* "Theta^(2) row 1, column 3": where entry INDEX of theta lies. */
static void parameter_place(const struct bp_net *net, size_t index, char *text, size_t n)
{
    struct net_place place = net_place(net, index);
    snprintf(text, n, "Theta^(%zu) row %zu, column %zu%s", place.layer, place.row,
             place.column, place.column == 0 ? " (bias)" : "");
}

static void theta_place(const struct fixture_case *c, const char *name, size_t index,
                        char *text, size_t n)
{
    const struct bp_net *net = &c->call.net;
    size_t n_parameters = net_n_parameters(net);
    char parameter[80];

    if (n_parameters == 0)
        return;
    parameter_place(net, index % n_parameters, parameter, sizeof parameter);
    if (c->call.function == FUNCTION_ROLL)
        snprintf(text, n, "%s", parameter);
    else if (c->call.function == FUNCTION_RANDOM_INIT)
        snprintf(text, n, "%s[%zu] of seed %zu = %s", name, index % n_parameters,
                 index / n_parameters, parameter);
    else
        snprintf(text, n, "%s[%zu] = %s", name, index, parameter);
}

/* "delta[4] = delta^(2)[0]": which unit of which layer. */
static void unit_place(const struct bp_net *net, const char *name, size_t index,
                       char *text, size_t n)
{
    size_t l = 1, unit = index;
    while (l < net->n_layers && unit >= net->units[l])
        unit -= net->units[l++];
    snprintf(text, n, "%s[%zu] = %s^(%zu)[%zu]", name, index, name, l, unit);
}

static void output_row_place(const struct bp_net *net, const char *name, size_t index,
                             char *text, size_t n)
{
    size_t K = net->units[net->n_layers], row = index / K, column = index % K;
    snprintf(text, n, "%s row %zu, column %zu (sample %zu, class %zu)", name, row, column,
             row, column);
}

static void place_with_net(const struct fixture_case *c, const char *name, size_t index,
                           char *text, size_t n)
{
    const struct bp_net *net = &c->call.net;
    switch (c->call.function) {
    case FUNCTION_FORWARD: output_row_place(net, name, index, text, n); return;
    case FUNCTION_BACKPROP_SAMPLE: unit_place(net, name, index, text, n); return;
    case FUNCTION_PREDICT:
        snprintf(text, n, "%s[%zu] (sample %zu)", name, index, index);
        return;
    case FUNCTION_UNROLL:
    case FUNCTION_ROLL:
    case FUNCTION_RANDOM_INIT: theta_place(c, name, index, text, n); return;
    case FUNCTION_COST_GRADIENT:
    case FUNCTION_GRADIENT_DESCENT:
        if (strcmp(name, "grad") == 0 || strcmp(name, "theta") == 0)
            theta_place(c, name, index, text, n);
        else if (strcmp(name, "history") == 0)
            snprintf(text, n, "history[%zu], J before step %zu", index, index);
        return;
    default: return;
    }
}

bool case_point(const struct fixture_case *c, size_t index, size_t *point)
{
    enum function f = c->call.function;
    *point = f == FUNCTION_CHAIN_GRADIENT ? index / 2 : index;
    return f <= FUNCTION_MAX_BACKWARD ||
           (f >= FUNCTION_GRAPH_FORWARD && f <= FUNCTION_CHAIN_GRADIENT);
}

void case_element_place(const struct fixture_case *c, int output, size_t index,
                        char *text, size_t n)
{
    struct array outputs[CONTRACT_MAX_OUTPUTS];
    size_t n_outputs = 0, point = 0;

    snprintf(text, n, "element %zu", index);
    if (call_outputs(&c->call, outputs, &n_outputs) || output < 0 ||
        (size_t)output >= n_outputs || index >= outputs[output].n)
        return;

    const char *name = outputs[output].name;
    if (outputs[output].n == 1)
        snprintf(text, n, "%s", name);
    else
        snprintf(text, n, "%s[%zu]", name, index);

    if (function_takes_net(c->call.function))
        place_with_net(c, name, index, text, n);
    else if (c->call.function == FUNCTION_CHAIN_GRADIENT)
        snprintf(text, n, "grad[%zu] = dE/dtheta%zu at point %zu", index % 2,
                 index % 2 + 1, index / 2);
    else if (case_point(c, index, &point) && outputs[output].n > 1)
        snprintf(text, n, "%s at point %zu", name, point);
    else if (c->call.function == FUNCTION_NEURON_BACKWARD && strcmp(name, "dw") == 0 &&
             index + 1 == outputs[output].n)
        snprintf(text, n, "dw[%zu] (the bias weight)", index);
}
