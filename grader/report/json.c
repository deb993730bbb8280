#include "report/report.h"

#include "error.h"
#include "fixture_json.h"
#include "printable.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { RESULTS_FORMAT_VERSION = 1, DOUBLE_DIGITS = 17 };

/* ---- members; each returns false when out of memory ---- */

static bool add_text(cJSON *object, const char *name, const char *text)
{
    char *safe = text ? printable(text, strlen(text)) : NULL;
    bool ok = !text || (safe && cJSON_AddStringToObject(object, name, safe));
    free(safe);
    return ok;
}

/* cJSON prints numbers that are nearly equal alike; these read back to the same bits. */
static bool add_double(cJSON *object, const char *name, double value)
{
    char text[40];
    if (!isfinite(value))
        return cJSON_AddStringToObject(object, name,
                                       isnan(value) ? "nan"
                                       : value > 0  ? "inf"
                                                    : "-inf") != NULL;
    for (int digits = 1; digits <= DOUBLE_DIGITS; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            break;
    }
    return cJSON_AddRawToObject(object, name, text) != NULL;
}

static bool add_count(cJSON *object, const char *name, size_t n)
{
    char text[24];
    snprintf(text, sizeof text, "%zu", n);
    return cJSON_AddRawToObject(object, name, text) != NULL;
}

static bool add_points(cJSON *object, int points, int max_points)
{
    return cJSON_AddNumberToObject(object, "points", points) &&
           cJSON_AddNumberToObject(object, "max_points", max_points);
}

/* ---- cases ---- */

static bool add_element(cJSON *object, const struct case_result *c, bool secret)
{
    const struct evidence *e = &c->evidence;
    const struct fixture_case *fixture = c->fixture;
    char place[200];
    cJSON *element = cJSON_AddObjectToObject(object, "element");

    case_element_place(fixture, e->output, e->index, place, sizeof place);
    return element &&
           add_text(element, "output", fixture->expected[e->output].value.name) &&
           add_count(element, "index", e->index) && add_text(element, "place", place) &&
           (secret || (add_double(element, "got", e->got) &&
                       add_double(element, "expected", e->expected) &&
                       add_double(element, "bound", e->bound) &&
                       add_double(element, "difference", e->got - e->expected))) &&
           add_count(element, "n_wrong", e->n_wrong) &&
           add_count(element, "n_elements", e->n_elements);
}

static bool add_case(cJSON *cases, const struct case_result *c, const char *group,
                     bool secret)
{
    const char *message = c->evidence.message;
    cJSON *object = json_append_object(cases);
    return object && add_text(object, "id", c->fixture->id) &&
           add_text(object, "title", secret ? NULL : c->fixture->title) &&
           add_text(object, "group", group) &&
           add_text(object, "verdict", verdict_name(c->verdict)) &&
           add_points(object, c->points, c->max_points) &&
           add_text(object, "message", message[0] ? message : NULL) &&
           (!c->evidence.has_element || add_element(object, c, secret)) &&
           add_double(object, "cpu_s", c->cpu_s);
}

/* ---- tasks ---- */

static bool add_group(cJSON *groups, const struct group_result *group)
{
    cJSON *object = json_append_object(groups);
    return object && add_text(object, "id", group->rubric->id) &&
           add_text(object, "title", group->rubric->title) &&
           add_points(object, group->points, group->rubric->points);
}

static const char *const outcomes[] = {[CHECK_SKIPPED] = "skipped",
                                       [CHECK_PASSED] = "pass",
                                       [CHECK_REMARKED] = "remark",
                                       [CHECK_FAILED] = "fail"};

static bool add_check(cJSON *checks, const struct check_result *check)
{
    cJSON *object = json_append_object(checks);
    return object && add_text(object, "id", check->id) &&
           add_text(object, "group", check->group) &&
           add_text(object, "outcome", outcomes[check->outcome]) &&
           add_text(object, "message", check->message[0] ? check->message : NULL);
}

static bool add_checks(cJSON *object, const struct task_result *task)
{
    cJSON *checks = cJSON_AddArrayToObject(object, "checks");
    bool ok = checks != NULL;
    for (size_t i = 0; ok && i < task->n_checks; i++)
        ok = add_check(checks, &task->checks[i]);
    return ok;
}

static bool add_groups_and_cases(cJSON *object, const struct task_result *task,
                                 bool secret)
{
    cJSON *groups = cJSON_AddArrayToObject(object, "groups");
    cJSON *cases = cJSON_AddArrayToObject(object, "cases");
    bool ok = groups && cases;
    for (size_t g = 0; ok && g < task->n_groups; g++) {
        const struct group_result *group = &task->groups[g];
        ok = add_group(groups, group);
        for (size_t i = 0; ok && i < group->n_cases; i++)
            ok = add_case(cases, &group->cases[i], group->rubric->id, secret);
    }
    return ok;
}

static bool add_cause(cJSON *causes, const struct cause *cause)
{
    cJSON *object = json_append_object(causes);
    return object && add_text(object, "id", cause->id) &&
           add_text(object, "kind", cause->kind) &&
           add_text(object, "title", cause->title) &&
           add_text(object, "formula", cause->formula[0] ? cause->formula : NULL) &&
           add_text(object, "advice", cause->advice[0] ? cause->advice : NULL);
}

static bool add_diagnosis(cJSON *task, const struct diagnosis *diagnosis)
{
    cJSON *object = cJSON_AddObjectToObject(task, "diagnosis");
    cJSON *causes = cJSON_AddArrayToObject(object, "causes");
    bool ok = object && causes;
    for (size_t i = 0; ok && i < diagnosis->n_causes; i++)
        ok = add_cause(causes, &diagnosis->causes[i]);
    return ok && add_text(object, "consistency",
                          diagnosis->consistency[0] ? diagnosis->consistency : NULL);
}

static bool add_finding(cJSON *task, const struct finding *finding)
{
    if (finding->line == 0)
        return true;
    cJSON *object = cJSON_AddObjectToObject(task, "finding");
    return object && add_text(object, "file", finding->file) &&
           add_count(object, "line", (size_t)finding->line) &&
           add_text(object, "what", finding->what);
}

static bool add_task(cJSON *tasks, const struct result *result, int t)
{
    const struct task_result *task = &result->tasks[t];
    cJSON *object = json_append_object(tasks);
    return object && add_text(object, "id", task->rubric->id) &&
           add_text(object, "title", task->rubric->title) &&
           cJSON_AddNumberToObject(object, "part", task->rubric->part) &&
           add_points(object, task->points, task->rubric->points) &&
           add_text(object, "forfeit", task->forfeit[0] ? task->forfeit : NULL) &&
           (task->likely_cause < 0 ||
            add_text(object, "likely_cause", rubric[task->likely_cause].id)) &&
           add_groups_and_cases(object, task, result->secret) &&
           add_checks(object, task) && add_diagnosis(object, &task->diagnosis) &&
           add_finding(object, &task->finding);
}

static bool add_tasks(cJSON *root, const struct result *result)
{
    cJSON *tasks = cJSON_AddArrayToObject(root, "tasks");
    bool ok = tasks != NULL;
    for (int t = 0; ok && t < RUBRIC_TASKS; t++)
        ok = !result->tasks[t].graded || add_task(tasks, result, t);
    return ok;
}

/* ---- the whole ---- */

static bool add_fixtures(cJSON *root, const struct fixture_set *set)
{
    cJSON *object = cJSON_AddObjectToObject(root, "fixtures");
    return object && add_text(object, "name", set->name) &&
           add_text(object, "version", set->version) &&
           cJSON_AddBoolToObject(object, "hidden", set->hidden);
}

static bool add_build(cJSON *root, const struct result *result)
{
    return cJSON_AddBoolToObject(root, "built", result->built) &&
           add_count(root, "n_sources", result->n_sources) &&
           add_count(root, "n_failed", result->n_failed) &&
           add_text(root, "diagnostics", result->diagnostics) &&
           add_text(root, "undefined", result->undefined) &&
           add_text(root, "notes", result->notes) &&
           add_text(root, "student_output",
                    result->secret ? "" : result->student_output) &&
           add_text(root, "layers", result->layers) &&
           add_text(root, "lacking", result->lacking);
}

static char *print_line(const cJSON *root)
{
    char *text = cJSON_Print(root);
    size_t n = text ? strlen(text) : 0;
    char *line = text ? realloc(text, n + 2) : NULL;
    if (line)
        memcpy(line + n, "\n", 2);
    else
        free(text);
    return line;
}

char *report_json(const struct result *result)
{
    char *text = NULL;
    cJSON *root = cJSON_CreateObject();

    if (root && cJSON_AddStringToObject(root, "format", "gradecheck results") &&
        cJSON_AddNumberToObject(root, "format_version", RESULTS_FORMAT_VERSION) &&
        cJSON_AddStringToObject(root, "grader_version", GRADECHECK_VERSION) &&
        add_text(root, "submission", result->submission) &&
        add_count(root, "seed", (size_t)result->seed) &&
        add_fixtures(root, result->fixtures) &&
        cJSON_AddNumberToObject(root, "score", result->score) &&
        cJSON_AddNumberToObject(root, "max_score", result->max_score) &&
        add_tasks(root, result) && add_build(root, result) &&
        add_double(root, "build_seconds", result->build_seconds) &&
        add_double(root, "seconds", result->seconds) &&
        add_count(root, "peak_memory_kib", (size_t)result->peak_memory_kib))
        text = print_line(root);
    cJSON_Delete(root);
    if (!text)
        error("out of memory while writing the results as JSON");
    return text;
}
