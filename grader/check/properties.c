#include "check/properties.h"

#include "check/property.h"

#include <string.h>

static const struct group_result *find_group(const struct task_result *task,
                                             const char *id)
{
    for (size_t g = 0; g < task->n_groups; g++)
        if (strcmp(task->groups[g].rubric->id, id) == 0)
            return &task->groups[g];
    return NULL;
}

static bool group_passes(const struct task_result *task, const char *id)
{
    const struct group_result *group = find_group(task, id);
    for (size_t i = 0; group && i < group->n_cases; i++)
        if (group->cases[i].verdict != VERDICT_PASS)
            return false;
    return group != NULL;
}

/* Whether the function comes back, as far as the cases of the group tell. */
static bool comes_back(const struct task_result *task, const char *id)
{
    const struct group_result *group = find_group(task, id);
    for (size_t i = 0; group && i < group->n_cases; i++) {
        enum verdict verdict = group->cases[i].verdict;
        if (verdict != VERDICT_PASS && verdict != VERDICT_WRONG)
            return false;
    }
    return group != NULL;
}

static int try_table(struct session *session, struct draw *draw, struct task_result *task,
                     const struct property *table, bool confirm_each)
{
    for (const struct property *p = table; p->id; p++) {
        if (strcmp(p->task, task->rubric->id) != 0 || task->n_checks == RESULT_MAX_CHECKS)
            continue;
        struct check_result *result = &task->checks[task->n_checks++];
        struct trial trial = {session, draw, p, result};
        *result = (struct check_result){.id = p->id, .group = p->group};
        if (!comes_back(task, p->group) || (p->needs && !group_passes(task, p->needs)))
            continue;
        if (p->try(&trial) != 0 || (confirm_each && trial_confirm(&trial) != 0))
            return -1;
    }
    return 0;
}

int check_properties(struct session *session, struct draw *draw, struct task_result *task,
                     bool confirm_each)
{
    static const struct property *const tables[] = {scalar_properties, network_properties,
                                                    training_properties};
    for (size_t t = 0; t < sizeof tables / sizeof tables[0]; t++)
        if (try_table(session, draw, task, tables[t], confirm_each) != 0)
            return -1;
    return 0;
}
