#include "touched.h"

#include "rubric.h"

#include <string.h>

static bool is_changed(const struct fingerprints *before, const struct fingerprints *now,
                       enum function f)
{
    return memcmp(before->of[f], now->of[f], FINGERPRINT_BYTES) != 0;
}

static bool case_is_touched(const struct fixture_case *c,
                            const struct fingerprints *before,
                            const struct fingerprints *now)
{
    return is_changed(before, now, c->call.function) ||
           (c->kind == FIXTURE_DIGITS && (is_changed(before, now, FUNCTION_RANDOM_INIT) ||
                                          is_changed(before, now, FUNCTION_PREDICT)));
}

unsigned touched_tasks(const struct fixture_set *fixtures,
                       const struct fingerprints *before, const struct fingerprints *now)
{
    unsigned tasks = 0;
    if (!before->known || !now->known)
        return RUBRIC_ALL_TASKS;
    for (size_t g = 0; g < fixtures->n_groups; g++) {
        const struct fixture_group *group = &fixtures->groups[g];
        int t = rubric_task_index(group->task);
        for (size_t c = 0; t >= 0 && c < group->n_cases; c++)
            if (case_is_touched(&group->cases[c], before, now))
                tasks |= 1U << t;
    }
    return tasks;
}
