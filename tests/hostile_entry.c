#define _GNU_SOURCE
#include "hostile_entry.h"

#include "sandbox/layers.h"
#include "text_file.h"

#include <stdlib.h>
#include <string.h>

static const cJSON *item(const cJSON *object, const char *key)
{
    return cJSON_GetObjectItemCaseSensitive(object, key);
}

static const char *text(const cJSON *object, const char *key)
{
    return cJSON_GetStringValue(item(object, key));
}

bool hostile_entry_open(struct hostile_entry *entry, const char *folder, const char *name)
{
    char path[1200];
    *entry = (struct hostile_entry){.expect = NULL};
    snprintf(entry->name, sizeof entry->name, "%s", name);
    snprintf(entry->folder, sizeof entry->folder, "%s/%s", folder, name);
    snprintf(path, sizeof path, "%s/expect.json", entry->folder);
    char *content = text_file_read(path);
    entry->expect = content ? cJSON_Parse(content) : NULL;
    free(content);
    if (!entry->expect || !text(entry->expect, "why") ||
        (!item(entry->expect, "tasks") && !text(entry->expect, "others") &&
         !text(entry->expect, "refused"))) {
        printf("FAIL %s: '%s' says nothing of what is expected\n", name, path);
        hostile_entry_close(entry);
        return false;
    }
    return true;
}

void hostile_entry_close(struct hostile_entry *entry)
{
    cJSON_Delete(entry->expect);
    entry->expect = NULL;
}

const char *hostile_entry_text(const struct hostile_entry *entry, const char *key)
{
    return text(entry->expect, key);
}

bool hostile_entry_is(const struct hostile_entry *entry, const char *key)
{
    return cJSON_IsTrue(item(entry->expect, key));
}

static unsigned layer_of(const char *name)
{
    const char *unknown;
    size_t length;
    unsigned set = 0;
    return name && layers_parse(name, &set, &unknown, &length) == 0 ? set : 0;
}

static unsigned held_by(const struct hostile_entry *entry)
{
    unsigned set = 0;
    const cJSON *list = item(entry->expect, "held_by");
    for (const cJSON *name = list ? list->child : NULL; name; name = name->next)
        set |= layer_of(name->valuestring);
    return set;
}

bool hostile_entry_holds(const struct hostile_entry *entry, unsigned layers, bool as_root)
{
    unsigned by = held_by(entry);
    return by == 0 || (by & layers) ||
           (!as_root && hostile_entry_is(entry, "held_from_user"));
}

bool hostile_entry_depends(const struct hostile_entry *entry)
{
    return held_by(entry) != 0 || item(entry->expect, "without");
}

/* ---- comparing ---- */

/* What is expected of the task, "" for all its points. */
static const char *expected_of(const struct hostile_entry *entry, const char *task,
                               unsigned layers)
{
    const cJSON *without = item(entry->expect, "without");
    for (const cJSON *other = without ? without->child : NULL; other; other = other->next)
        if (!(layers & layer_of(other->string)) && text(other, task))
            return text(other, task);
    const char *told = text(item(entry->expect, "tasks"), task);
    if (!told)
        told = text(entry->expect, "others");
    if (!told)
        told = "not built 0";
    return strcmp(told, "full") == 0 ? "" : told;
}

static const char *first_verdict(const cJSON *task)
{
    const cJSON *cases = item(task, "cases");
    for (const cJSON *c = cases ? cases->child : NULL; c; c = c->next)
        if (strcmp(text(c, "verdict"), "pass") != 0)
            return text(c, "verdict");
    return "pass";
}

static bool check_task(const struct hostile_entry *entry, const cJSON *task,
                       unsigned layers, FILE *differences)
{
    char got[64], full[64];
    snprintf(got, sizeof got, "%s %d", first_verdict(task),
             (int)cJSON_GetNumberValue(item(task, "points")));
    snprintf(full, sizeof full, "pass %d",
             (int)cJSON_GetNumberValue(item(task, "max_points")));
    const char *expected = expected_of(entry, text(task, "id"), layers);
    if (!expected[0])
        expected = full;
    if (strcmp(got, expected) == 0)
        return true;
    fprintf(differences, "    %s: %s, expected %s\n", text(task, "id"), got, expected);
    return false;
}

static bool check_texts(const struct hostile_entry *entry, const char *key, bool wanted,
                        const char *result, FILE *differences)
{
    bool right = true;
    const cJSON *list = item(entry->expect, key);
    for (const cJSON *t = list ? list->child : NULL; t; t = t->next)
        if ((strstr(result, t->valuestring) != NULL) != wanted) {
            fprintf(differences, "    the results %s '%s'\n",
                    wanted ? "do not hold" : "hold", t->valuestring);
            right = false;
        }
    return right;
}

bool hostile_entry_check(const struct hostile_entry *entry, const char *result,
                         unsigned layers, FILE *differences)
{
    bool right = check_texts(entry, "says", true, result, differences);
    right = check_texts(entry, "never", false, result, differences) && right;
    cJSON *json = cJSON_Parse(result);
    const cJSON *tasks = item(json, "tasks");
    if (!tasks) {
        fprintf(differences, "    the results are no JSON\n");
        right = false;
    }
    for (const cJSON *task = tasks ? tasks->child : NULL; task; task = task->next)
        right = check_task(entry, task, layers, differences) && right;
    cJSON_Delete(json);
    return right;
}
