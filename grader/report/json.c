#include "report/report.h"

#include "error.h"
#include "fixture_json.h"
#include "report/json_case.h"
#include "report/json_member.h"
#include "report/problems.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

enum { RESULTS_FORMAT_VERSION = 1, MAX_PROBLEMS = 100 };

/* ---- tasks ---- */

static bool add_group(cJSON *groups, const struct group_result *group)
{
    cJSON *object = json_append_object(groups);
    return object && json_add_text(object, "id", group->rubric->id) &&
           json_add_text(object, "title", group->rubric->title) &&
           json_add_points(object, group->points, group->rubric->points);
}

static const char *const outcomes[] = {[CHECK_SKIPPED] = "skipped",
                                       [CHECK_PASSED] = "pass",
                                       [CHECK_REMARKED] = "remark",
                                       [CHECK_FAILED] = "fail"};

static bool add_check(cJSON *checks, const struct check_result *check)
{
    cJSON *object = json_append_object(checks);
    return object && json_add_text(object, "id", check->id) &&
           json_add_text(object, "group", check->group) &&
           json_add_text(object, "outcome", outcomes[check->outcome]) &&
           json_add_optional_text(object, "message", check->message);
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
            ok = json_add_case(cases, &group->cases[i], group->rubric->id, secret);
    }
    return ok;
}

static bool add_cause(cJSON *causes, const struct cause *cause)
{
    cJSON *object = json_append_object(causes);
    return object && json_add_text(object, "id", cause->id) &&
           json_add_text(object, "kind", cause->kind) &&
           json_add_text(object, "title", cause->title) &&
           json_add_optional_text(object, "formula", cause->formula) &&
           json_add_optional_text(object, "advice", cause->advice);
}

static bool add_diagnosis(cJSON *task, const struct diagnosis *diagnosis)
{
    cJSON *object = cJSON_AddObjectToObject(task, "diagnosis");
    cJSON *causes = cJSON_AddArrayToObject(object, "causes");
    bool ok = object && causes;
    for (size_t i = 0; ok && i < diagnosis->n_causes; i++)
        ok = add_cause(causes, &diagnosis->causes[i]);
    return ok && json_add_optional_text(object, "consistency", diagnosis->consistency);
}

static bool add_finding(cJSON *task, const struct finding *finding)
{
    if (finding->line == 0)
        return true;
    cJSON *object = cJSON_AddObjectToObject(task, "finding");
    return object && json_add_text(object, "file", finding->file) &&
           json_add_count(object, "line", (size_t)finding->line) &&
           json_add_text(object, "what", finding->what);
}

static bool add_step_sizes(cJSON *task, const struct step_sizes *sizes)
{
    if (sizes->n == 0)
        return true;
    cJSON *object = cJSON_AddObjectToObject(task, "step_sizes");
    return object && json_add_doubles(object, "epsilon", sizes->epsilon, sizes->n) &&
           json_add_doubles(object, "error", sizes->error, sizes->n) &&
           json_add_doubles(object, "truncation", sizes->truncation, sizes->n) &&
           json_add_doubles(object, "rounding", sizes->rounding, sizes->n);
}

static bool add_task(cJSON *tasks, const struct result *result, int t)
{
    const struct task_result *task = &result->tasks[t];
    cJSON *object = json_append_object(tasks);
    return object && json_add_text(object, "id", task->rubric->id) &&
           json_add_text(object, "title", task->rubric->title) &&
           cJSON_AddNumberToObject(object, "part", task->rubric->part) &&
           json_add_text(object, "part_title", rubric_part_title(task->rubric->part)) &&
           json_add_text(object, "lecture", task->rubric->lecture) &&
           json_add_text(object, "formula", task->rubric->formula) &&
           json_add_points(object, task->points, task->rubric->points) &&
           json_add_optional_text(object, "forfeit", task->forfeit) &&
           (task->likely_cause < 0 ||
            json_add_text(object, "likely_cause", rubric[task->likely_cause].id)) &&
           add_groups_and_cases(object, task, result->secret) &&
           add_checks(object, task) && add_diagnosis(object, &task->diagnosis) &&
           add_finding(object, &task->finding) &&
           add_step_sizes(object, &task->step_sizes);
}

static bool add_tasks(cJSON *root, const struct result *result)
{
    cJSON *tasks = cJSON_AddArrayToObject(root, "tasks");
    bool ok = tasks != NULL;
    for (int t = 0; ok && t < RUBRIC_TASKS; t++) {
        const struct task_result *task = &result->tasks[t];
        if (task->graded && (task->done || result->complete))
            ok = add_task(tasks, result, t);
    }
    return ok;
}

/* ---- the whole ---- */

static bool add_date(cJSON *root, time_t started)
{
    char text[40];
    struct tm utc;
    return gmtime_r(&started, &utc) &&
           strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc) > 0 &&
           json_add_text(root, "date", text);
}

static bool add_fixtures(cJSON *root, const struct fixture_set *set)
{
    cJSON *object = cJSON_AddObjectToObject(root, "fixtures");
    return object && json_add_text(object, "name", set->name) &&
           json_add_text(object, "version", set->version) &&
           cJSON_AddBoolToObject(object, "hidden", set->hidden);
}

static bool add_problems(cJSON *root, const char *diagnostics)
{
    struct problem problem;
    cJSON *list = cJSON_AddArrayToObject(root, "problems");
    bool ok = list != NULL;
    for (size_t n = 0; ok && n < MAX_PROBLEMS && problem_next(&diagnostics, &problem);
         n++) {
        cJSON *object = json_append_object(list);
        ok = object && json_add_text(object, "file", problem.file) &&
             json_add_count(object, "line", problem.line) &&
             (problem.column == 0 || json_add_count(object, "column", problem.column)) &&
             json_add_text(object, "severity", problem.is_error ? "error" : "warning") &&
             json_add_text(object, "message", problem.message);
    }
    return ok;
}

static bool add_build(cJSON *root, const struct result *result)
{
    return cJSON_AddBoolToObject(root, "built", result->built) &&
           json_add_count(root, "n_sources", result->n_sources) &&
           json_add_count(root, "n_failed", result->n_failed) &&
           json_add_text(root, "diagnostics",
                         result->diagnostics ? result->diagnostics : "") &&
           add_problems(root, result->diagnostics ? result->diagnostics : "") &&
           json_add_text(root, "undefined", result->undefined) &&
           json_add_text(root, "notes", result->notes) &&
           json_add_text(
               root, "student_output",
               result->secret || !result->student_output ? "" : result->student_output) &&
           json_add_text(root, "layers", result->layers) &&
           json_add_text(root, "lacking", result->lacking);
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
        cJSON_AddBoolToObject(root, "complete", result->complete) &&
        add_date(root, result->started) &&
        json_add_text(root, "submission", result->submission) &&
        json_add_count(root, "seed", (size_t)result->seed) &&
        add_fixtures(root, result->fixtures) &&
        cJSON_AddNumberToObject(root, "score", result->score) &&
        cJSON_AddNumberToObject(root, "max_score", result->max_score) &&
        add_tasks(root, result) && add_build(root, result) &&
        json_add_double(root, "build_seconds", result->build_seconds) &&
        json_add_double(root, "seconds", result->seconds) &&
        json_add_count(root, "peak_memory_kib", (size_t)result->peak_memory_kib))
        text = print_line(root);
    cJSON_Delete(root);
    if (!text)
        error("out of memory while writing the results as JSON");
    return text;
}
