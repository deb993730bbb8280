/* The last line of an Autolab job is its scores, by the name of the problem: those are the ids of the
 * tasks. The line before holds what Autolab's page shows of stages. */
#include "report/export/formats.h"

#include <string.h>

static bool add_hint(cJSON *stage, const char *name, bool passed, const char *hint)
{
    cJSON *test = cJSON_AddObjectToObject(stage, name);
    return test && cJSON_AddBoolToObject(test, "passed", passed) &&
           (!hint[0] || cJSON_AddStringToObject(test, "hint", hint));
}

static bool add_stages(cJSON *root, const struct export *e)
{
    static const char *const names[] = {"Build", "Test"};
    cJSON *stages = cJSON_CreateStringArray(names, 2);
    if (!cJSON_AddStringToObject(root, "_presentation", "semantic") || !stages ||
        !cJSON_AddItemToObject(root, "stages", stages)) {
        cJSON_Delete(stages);
        return false;
    }
    bool built = e->results->built && e->results->n_failed == 0;
    cJSON *build = cJSON_AddObjectToObject(root, names[0]);
    bool ok =
        build && add_hint(build, "compile", built, built ? "" : "not all of it compiles");
    cJSON *test = ok ? cJSON_AddObjectToObject(root, names[1]) : NULL;
    ok = test != NULL;
    for (size_t i = 0; ok && i < e->n_rows; i++)
        ok = add_hint(test, e->rows[i].id, e->rows[i].status == EXPORT_PASSED,
                      e->rows[i].why);
    return ok;
}

static bool add_scores(cJSON *root, const struct export *e)
{
    cJSON *scores = cJSON_AddObjectToObject(root, "scores");
    bool ok = scores != NULL;
    for (size_t i = 0; ok && i < e->n_rows;) {
        const char *task = e->rows[i].task;
        size_t end = export_task_end(e, i);
        int points = 0;
        for (; i < end; i++)
            points += e->rows[i].points;
        ok = cJSON_AddNumberToObject(scores, task, points) != NULL;
    }
    cJSON *board = cJSON_AddArrayToObject(root, "scoreboard");
    cJSON *total = cJSON_CreateNumber(e->results->score);
    if (board && total && cJSON_AddItemToArray(board, total))
        return ok;
    cJSON_Delete(total);
    return false;
}

int write_autolab(const struct export *e, FILE *stream)
{
    cJSON *stages = cJSON_CreateObject();
    if (export_write_json(stages, stages && add_stages(stages, e), true, stream) != 0)
        return -1;
    cJSON *scores = cJSON_CreateObject();
    return export_write_json(scores, scores && add_scores(scores, e), true, stream);
}
