#include "report/results_task.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

const struct results_group *results_group(const struct results_task *task, const char *id)
{
    for (size_t g = 0; g < task->n_groups; g++)
        if (strcmp(task->groups[g].id, id) == 0)
            return &task->groups[g];
    return NULL;
}

/* ---- what a task holds ---- */

static void read_groups(struct results_reader *reader, const cJSON *json,
                        struct results_task *task)
{
    size_t n;
    const cJSON *list = results_list(reader, json, "groups", RESULTS_MAX_GROUPS, &n);
    task->groups = results_allocate(reader, n, sizeof *task->groups);
    for (const cJSON *item = list ? list->child : NULL; item && !reader->failed;
         item = item->next) {
        struct results_group *group = &task->groups[task->n_groups];
        group->id = results_id(reader, item, "id");
        group->title = results_text(reader, item, "title");
        results_points(reader, item, &group->points, &group->max_points);
        if (group->points != 0 && group->points != group->max_points)
            results_refuse(reader, "group '%s' has %d of %d points, and not all or none",
                           group->id, group->points, group->max_points);
        if (!reader->failed && results_group(task, group->id))
            results_refuse(reader, "group '%s' is there twice", group->id);
        task->n_groups++;
    }
}

static const char *read_group_id(struct results_reader *reader, const cJSON *item,
                                 const struct results_task *task)
{
    const char *id = results_id(reader, item, "group");
    if (!reader->failed && !results_group(task, id))
        results_refuse(reader, "there is no group '%s'", id);
    return id;
}

static void read_element(struct results_reader *reader, const cJSON *json,
                         struct results_element *element)
{
    element->output = results_text(reader, json, "output");
    element->place = results_text(reader, json, "place");
    element->index = results_count(reader, json, "index", 0, SIZE_MAX);
    element->n_wrong = results_count(reader, json, "n_wrong", 0, SIZE_MAX);
    element->n_elements = results_count(reader, json, "n_elements", 0, SIZE_MAX);
    element->has_numbers = results_member(reader, json, "got") != NULL;
    if (!element->has_numbers)
        return;
    element->got = results_number(reader, json, "got");
    element->expected = results_number(reader, json, "expected");
    element->bound = results_number(reader, json, "bound");
    element->difference = results_number(reader, json, "difference");
}

static enum verdict read_verdict(struct results_reader *reader, const cJSON *item)
{
    const char *names[VERDICT_COUNT];
    for (int v = 0; v < VERDICT_COUNT; v++)
        names[v] = verdict_name((enum verdict)v);
    return (enum verdict)results_choice(reader, item, "verdict", names, VERDICT_COUNT);
}

static void read_case(struct results_reader *reader, const cJSON *item,
                      const struct results_task *task, struct results_case *c)
{
    c->id = results_name(reader, item, "id");
    c->title = results_optional_text(reader, item, "title");
    c->group = read_group_id(reader, item, task);
    c->verdict = read_verdict(reader, item);
    results_points(reader, item, &c->points, &c->max_points);
    c->message = results_optional_text(reader, item, "message");
    c->function = results_optional_text(reader, item, "function");
    c->cpu_s = results_seconds(reader, item, "cpu_s");
    c->has_element = results_member(reader, item, "element") != NULL;
    if (!c->has_element)
        return;
    const cJSON *element = results_object(reader, item, "element");
    if (element)
        read_element(reader, element, &c->element);
}

static void read_cases(struct results_reader *reader, const cJSON *json,
                       struct results_task *task)
{
    size_t n;
    const cJSON *list = results_list(reader, json, "cases", RESULTS_MAX_CASES, &n);
    task->cases = results_allocate(reader, n, sizeof *task->cases);
    for (const cJSON *item = list ? list->child : NULL; item && !reader->failed;
         item = item->next)
        read_case(reader, item, task, &task->cases[task->n_cases++]);
}

static void read_checks(struct results_reader *reader, const cJSON *json,
                        struct results_task *task)
{
    static const char *const outcomes[] = {[RESULTS_CHECK_SKIPPED] = "skipped",
                                           [RESULTS_CHECK_PASSED] = "pass",
                                           [RESULTS_CHECK_REMARKED] = "remark",
                                           [RESULTS_CHECK_FAILED] = "fail"};
    size_t n;
    const cJSON *list = results_list(reader, json, "checks", RESULTS_MAX_CHECKS, &n);
    task->checks = results_allocate(reader, n, sizeof *task->checks);
    for (const cJSON *item = list ? list->child : NULL; item && !reader->failed;
         item = item->next) {
        struct results_check *check = &task->checks[task->n_checks++];
        check->id = results_id(reader, item, "id");
        check->group = read_group_id(reader, item, task);
        check->message = results_optional_text(reader, item, "message");
        check->outcome = (enum results_outcome)results_choice(
            reader, item, "outcome", outcomes, sizeof outcomes / sizeof outcomes[0]);
    }
}

static void read_diagnosis(struct results_reader *reader, const cJSON *json,
                           struct results_task *task)
{
    size_t n;
    const cJSON *diagnosis = results_object(reader, json, "diagnosis");
    if (!diagnosis)
        return;
    task->consistency = results_optional_text(reader, diagnosis, "consistency");
    const cJSON *list = results_list(reader, diagnosis, "causes", RESULTS_MAX_CAUSES, &n);
    task->causes = results_allocate(reader, n, sizeof *task->causes);
    for (const cJSON *item = list ? list->child : NULL; item && !reader->failed;
         item = item->next) {
        struct results_cause *cause = &task->causes[task->n_causes++];
        cause->id = results_id(reader, item, "id");
        cause->kind = results_name(reader, item, "kind");
        cause->title = results_text(reader, item, "title");
        cause->formula = results_optional_text(reader, item, "formula");
        cause->advice = results_optional_text(reader, item, "advice");
    }
}

static void read_finding(struct results_reader *reader, const cJSON *json,
                         struct results_task *task)
{
    task->finding_file = task->finding_what = "";
    if (!results_member(reader, json, "finding"))
        return;
    const cJSON *finding = results_object(reader, json, "finding");
    if (!finding)
        return;
    task->finding_file = results_name(reader, finding, "file");
    task->finding_what = results_text(reader, finding, "what");
    task->finding_line = results_count(reader, finding, "line", 1, INT32_MAX);
}

/* ---- does it add up? ---- */

/* What failed in a group that has points; NULL where nothing did. */
static const char *failure_in(const struct results_task *task, const char *group)
{
    size_t n_cases = 0;
    for (size_t i = 0; i < task->n_cases; i++) {
        if (strcmp(task->cases[i].group, group) != 0)
            continue;
        n_cases++;
        if (task->cases[i].verdict != VERDICT_PASS)
            return task->cases[i].id;
    }
    for (size_t i = 0; i < task->n_checks; i++)
        if (strcmp(task->checks[i].group, group) == 0 &&
            task->checks[i].outcome == RESULTS_CHECK_FAILED)
            return task->checks[i].id;
    if (task->forfeit[0])
        return task->forfeit;
    return n_cases > 0 ? NULL : "it has no case";
}

static void check_sums(struct results_reader *reader, const struct results_task *task)
{
    int points = 0, max_points = 0;
    for (size_t g = 0; g < task->n_groups; g++) {
        const struct results_group *group = &task->groups[g];
        const char *failure = group->points > 0 ? failure_in(task, group->id) : NULL;
        if (failure)
            results_refuse(reader, "group '%s' has points, and something failed: %.200s",
                           group->id, failure);
        points += group->points;
        max_points += group->max_points;
    }
    if (points != task->points || max_points != task->max_points)
        results_refuse(reader,
                       "points do not add up: %d of %d, and the groups have %d of %d",
                       task->points, task->max_points, points, max_points);
}

void results_read_task(struct results_reader *reader, const cJSON *json, size_t i,
                       struct results_task *task)
{
    snprintf(reader->where, sizeof reader->where, "tasks[%zu]: ", i);
    task->id = results_id(reader, json, "id");
    if (!reader->failed)
        snprintf(reader->where, sizeof reader->where, "task '%s': ", task->id);
    task->title = results_text(reader, json, "title");
    task->part = (int)results_optional_count(reader, json, "part", 1, 100);
    task->part_title = results_optional_text(reader, json, "part_title");
    task->lecture = results_optional_text(reader, json, "lecture");
    task->formula = results_optional_text(reader, json, "formula");
    task->forfeit = results_optional_text(reader, json, "forfeit");
    task->likely_cause = results_member(reader, json, "likely_cause")
                             ? results_id(reader, json, "likely_cause")
                             : "";
    task->consistency = "";
    results_points(reader, json, &task->points, &task->max_points);
    read_groups(reader, json, task);
    read_cases(reader, json, task);
    read_checks(reader, json, task);
    read_diagnosis(reader, json, task);
    read_finding(reader, json, task);
    if (!reader->failed)
        check_sums(reader, task);
    reader->where[0] = '\0';
}
