#include "points.h"

#include "check/repetition.h"

#include <stdio.h>
#include <string.h>

/* Whether all cases pass and no property that was tried holds on inputs that nobody knows
 * beforehand: what a table of the answers looks like. */
static bool only_cases_pass(const struct task_result *task)
{
    size_t n_failed = 0;
    for (size_t i = 0; i < task->n_checks; i++) {
        bool repeatable = strcmp(task->checks[i].id, CHECK_REPEATABLE) == 0;
        if (!repeatable && task->checks[i].outcome == CHECK_PASSED)
            return false;
        n_failed += !repeatable && task->checks[i].outcome == CHECK_FAILED;
    }
    return n_failed > 0 && !task_first_failure(task);
}

static void forfeit_table(const struct result *result, struct task_result *task)
{
    if (!task->forfeit[0] && only_cases_pass(task))
        snprintf(task->forfeit, sizeof task->forfeit,
                 "the results match the %s cases only: on inputs drawn at random none of "
                 "the properties of a right answer holds",
                 result->fixtures->hidden ? "graded" : "published");
}

static void award_group(struct group_result *group, bool refused)
{
    bool earned = group->n_cases > 0 && !refused;
    for (size_t i = 0; i < group->n_cases; i++)
        earned = earned && group->cases[i].verdict == VERDICT_PASS;
    group->points = earned ? group->rubric->points : 0;
    for (size_t i = 0; i < group->n_cases; i++)
        group->cases[i].points = earned ? group->cases[i].max_points : 0;
}

void points_award(struct result *result)
{
    result->score = 0;
    for (int t = 0; t < RUBRIC_TASKS; t++) {
        struct task_result *task = &result->tasks[t];
        forfeit_table(result, task);
        task->points = 0;
        task->likely_cause = -1;
        for (size_t i = 0; i < task->n_groups; i++) {
            award_group(&task->groups[i],
                        task->forfeit[0] != '\0' ||
                            group_check_failed(task, task->groups[i].rubric->id));
            task->points += task->groups[i].points;
        }
        result->score += task->points;
    }
    for (int t = 0; t < RUBRIC_TASKS; t++) {
        struct task_result *task = &result->tasks[t];
        for (int b = 0; task_failed(task) && task->rubric->builds_on[b]; b++) {
            int base = rubric_task_index(task->rubric->builds_on[b]);
            if (task->likely_cause < 0 && task_failed(&result->tasks[base]))
                task->likely_cause = base;
        }
    }
}
