#include "class/anonymous.h"

#include <string.h>

void anonymous_keep(cJSON *object, const char *const *names)
{
    cJSON *member = object ? object->child : NULL;
    while (member) {
        cJSON *next = member->next;
        size_t i = 0;
        while (names[i] && strcmp(names[i], member->string) != 0)
            i++;
        if (!names[i])
            cJSON_Delete(cJSON_DetachItemViaPointer(object, member));
        member = next;
    }
}

static void put_text(cJSON *object, const char *name, const char *text)
{
    if (cJSON_HasObjectItem(object, name))
        cJSON_ReplaceItemInObjectCaseSensitive(object, name, cJSON_CreateString(text));
}

void anonymous_results(cJSON *results)
{
    static const char *const whole[] = {
        "format",   "format_version", "grader_version", "complete", "fixtures",
        "score",    "max_score",      "tasks",          "built",    "n_sources",
        "n_failed", "problems",       "layers",         "lacking",  NULL};
    static const char *const fixtures[] = {"version", "hidden", NULL};
    static const char *const task_members[] = {
        "id",        "title",      "part",    "part_title",   "lecture", "formula",
        "points",    "max_points", "forfeit", "likely_cause", "groups",  "checks",
        "diagnosis", "step_sizes", "finding", "cases",        NULL};
    static const char *const test_members[] = {
        "id",      "title",    "group", "verdict", "points",  "max_points", "message",
        "element", "function", "net",   "inputs",  "outputs", "digits",     NULL};
    cJSON *task, *test, *problem;
    anonymous_keep(results, whole);
    anonymous_keep(cJSON_GetObjectItemCaseSensitive(results, "fixtures"), fixtures);
    cJSON_ArrayForEach(problem, cJSON_GetObjectItemCaseSensitive(results, "problems"))
    {
        put_text(problem, "file", "source");
        put_text(problem, "message", "(left out)");
    }
    cJSON_ArrayForEach(task, cJSON_GetObjectItemCaseSensitive(results, "tasks"))
    {
        anonymous_keep(task, task_members);
        put_text(cJSON_GetObjectItemCaseSensitive(task, "finding"), "file", "source");
        cJSON_ArrayForEach(test, cJSON_GetObjectItemCaseSensitive(task, "cases"))
            anonymous_keep(test, test_members);
    }
}
