#define _GNU_SOURCE
#include "corpus_entry.h"
#include "command.h"
#include "text_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* ---- reading ---- */

static const char *text_of(const cJSON *object, const char *key)
{
    const char *text =
        cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, key));
    return text ? text : "";
}

static void add_cause(struct entry *entry, const char *task, size_t n_task,
                      const char *id, size_t n_id)
{
    if (entry->n_causes == ENTRY_MAX_CAUSES)
        return;
    struct wanted_cause *cause = &entry->causes[entry->n_causes++];
    snprintf(cause->task, sizeof cause->task, "%.*s", (int)n_task, task);
    snprintf(cause->id, sizeof cause->id, "%.*s", (int)n_id, id);
}

/* "TASK=ID+ID TASK=ID" */
static void read_causes(struct entry *entry, const char *text)
{
    while (*text) {
        size_t n_task = strcspn(text, "= ");
        const char *id = text + n_task;
        while (*id == '=' || *id == '+') {
            size_t n = strcspn(++id, "+ ");
            add_cause(entry, text, n_task, id, n);
            id += n;
        }
        text = id + strspn(id, " ");
    }
}

/* The header of a patch as expect.json has it. */
static cJSON *read_header(const char *text)
{
    cJSON *expect = cJSON_CreateObject();
    while (*text && *text != '\n') {
        size_t n = strcspn(text, "\n"), key = strcspn(text, ":");
        char *name = strndup(text, key),
             *value = key + 2 <= n ? strndup(text + key + 2, n - key - 2) : strdup("");
        if (strcmp(name, "lost") == 0) {
            cJSON *lost = cJSON_AddArrayToObject(expect, "tasks_lost");
            for (char *task = strtok(value, " "); task; task = strtok(NULL, " "))
                cJSON_AddItemToArray(lost, cJSON_CreateString(task));
        } else {
            cJSON_AddStringToObject(expect, name, value);
        }
        free(name);
        free(value);
        text += n + (text[n] == '\n');
    }
    return expect;
}

/* ---- making the submission of a slip ---- */

static bool make_submission(struct entry *entry, const char *submissions,
                            const char *scratch)
{
    char base[ENTRY_PATH_BYTES], input[ENTRY_PATH_BYTES + 8];
    snprintf(base, sizeof base, "%s/%s/.", submissions, text_of(entry->expect, "base"));
    snprintf(entry->folder, sizeof entry->folder, "%s/%s", scratch, entry->name);
    snprintf(input, sizeof input, "%s", entry->source);
    char *const copy[] = {"cp", "-R", base, entry->folder, NULL};
    char *const patch[] = {"patch",    "--quiet",     "--strip=1",
                           "--fuzz=0", "--directory", entry->folder,
                           "--input",  input,         NULL};
    if (mkdir(entry->folder, 0755) == 0 && command_run(copy) && command_run(patch))
        return true;
    printf("    the patch does not apply to '%s'\n", base);
    return false;
}

bool entry_open(struct entry *entry, const char *submissions, const char *scratch)
{
    char path[ENTRY_PATH_BYTES + 16], *real = realpath(entry->source, NULL);
    if (real)
        snprintf(entry->source, sizeof entry->source, "%s", real);
    free(real);
    snprintf(path, sizeof path, "%s%s", entry->source,
             entry->is_slip ? "" : "/expect.json");
    snprintf(entry->folder, sizeof entry->folder, "%s", entry->source);
    char *text = text_file_read(path);
    if (text)
        entry->expect = entry->is_slip ? read_header(text) : cJSON_Parse(text);
    free(text);
    if (!entry->expect) {
        printf("    '%s' cannot be read\n", path);
        return false;
    }
    read_causes(entry, text_of(entry->expect, "cause"));
    return !entry->is_slip || make_submission(entry, submissions, scratch);
}

void entry_close(struct entry *entry)
{
    char *const remove[] = {"rm", "-rf", "--", entry->folder, NULL};
    if (entry->is_slip && entry->folder[0])
        command_run(remove);
    cJSON_Delete(entry->expect);
    entry->expect = NULL;
}

/* ---- comparing; each prints what differs ---- */

static int number_of(const cJSON *object, const char *key)
{
    const cJSON *number = cJSON_GetObjectItemCaseSensitive(object, key);
    return cJSON_IsNumber(number) ? (int)number->valuedouble : -1;
}

static bool holds(const cJSON *strings, const char *text)
{
    for (const cJSON *s = strings ? strings->child : NULL; s; s = s->next)
        if (strcmp(s->valuestring, text) == 0)
            return true;
    return false;
}

static const cJSON *first_task(const cJSON *result)
{
    const cJSON *tasks = cJSON_GetObjectItemCaseSensitive(result, "tasks");
    return tasks ? tasks->child : NULL;
}

/* Whether the task loses points as it is to. "descent?" in the list may lose them or not, as the
 * nets of a set have it. With another set than the public one *digits* may, where anything is
 * wrong: how well a slightly wrong net reads depends on the digits. */
static bool is_lost_as_listed(const cJSON *lost, const char *id, bool is_lost,
                              bool other_set)
{
    char open[32];
    snprintf(open, sizeof open, "%.24s?", id);
    if (!lost || holds(lost, open))
        return true;
    if (other_set && strcmp(id, "digits") == 0 && lost->child)
        return true;
    return is_lost == holds(lost, id);
}

static bool check_points(const cJSON *expect, const cJSON *result, bool other_set)
{
    bool right = true;
    const cJSON *lost = cJSON_GetObjectItemCaseSensitive(expect, "tasks_lost");
    const cJSON *points = cJSON_GetObjectItemCaseSensitive(expect, "points");
    for (const cJSON *task = first_task(result); task; task = task->next) {
        const char *id = text_of(task, "id");
        int got = number_of(task, "points"), most = number_of(task, "max_points");
        const cJSON *exact = cJSON_GetObjectItemCaseSensitive(points, id);
        if (!is_lost_as_listed(lost, id, got < most, other_set) ||
            (exact && got != (int)exact->valuedouble)) {
            printf("    %s: %d of %d\n", id, got, most);
            right = false;
        }
    }
    return right;
}

static bool check_verdict(const cJSON *wanted, const cJSON *result)
{
    int n_failed = 0;
    bool right = true;
    for (const cJSON *task = first_task(result); task; task = task->next) {
        const cJSON *cases = cJSON_GetObjectItemCaseSensitive(task, "cases");
        for (const cJSON *c = cases ? cases->child : NULL; c; c = c->next) {
            const char *id = text_of(c, "id"), *verdict = text_of(c, "verdict");
            if (strncmp(id, wanted->string, strlen(wanted->string)) != 0 ||
                strcmp(verdict, "pass") == 0)
                continue;
            n_failed++;
            if (strcmp(verdict, wanted->valuestring) != 0) {
                printf("    %s: %s\n", id, verdict);
                right = false;
            }
        }
    }
    if (n_failed == 0)
        printf("    no case %s failed\n", wanted->string);
    return right && n_failed > 0;
}

/* ---- causes ---- */

static bool is_wanted_anywhere(const struct entry *entry, const char *id)
{
    for (size_t i = 0; i < entry->n_causes; i++)
        if (strcmp(entry->causes[i].id, id) == 0)
            return true;
    return false;
}

static const cJSON *causes_of(const cJSON *task)
{
    return cJSON_GetObjectItemCaseSensitive(
        cJSON_GetObjectItemCaseSensitive(task, "diagnosis"), "causes");
}

/* In whichever task: what follows from a slip is told where the slip is. */
static bool is_named(const cJSON *result, const char *id)
{
    for (const cJSON *task = first_task(result); task; task = task->next) {
        const cJSON *causes = causes_of(task);
        for (const cJSON *c = causes ? causes->child : NULL; c; c = c->next)
            if (strcmp(text_of(c, "id"), id) == 0)
                return true;
    }
    return false;
}

static bool is_structure(const cJSON *cause)
{
    return strcmp(text_of(cause, "kind"), "structure") == 0;
}

static bool is_described(const cJSON *result)
{
    for (const cJSON *task = first_task(result); task; task = task->next) {
        const cJSON *causes = causes_of(task);
        if (causes && causes->child && is_structure(causes->child))
            return true;
    }
    return false;
}

/* Prints and counts the names that nobody wanted. */
static int unwanted(const struct entry *entry, const cJSON *result)
{
    int n = 0;
    for (const cJSON *task = first_task(result); task; task = task->next) {
        const cJSON *causes = causes_of(task);
        for (const cJSON *c = causes ? causes->child : NULL; c; c = c->next)
            if (!is_wanted_anywhere(entry, text_of(c, "id")) && !is_structure(c) &&
                !strstr(text_of(entry->expect, "also"), text_of(c, "id"))) {
                printf("    %s is named in %s: %s\n", text_of(c, "id"),
                       text_of(task, "id"), text_of(c, "title"));
                n++;
            }
    }
    return n;
}

/* Whether cause I has an id that no cause before it has. */
static bool is_first_of_id(const struct entry *entry, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (strcmp(entry->causes[k].id, entry->causes[i].id) == 0)
            return false;
    return true;
}

static enum naming judge_naming(const struct entry *entry, const cJSON *result)
{
    size_t n_wanted = 0, n_named = 0;
    if (unwanted(entry, result) > 0)
        return NAMING_WRONG;
    for (size_t i = 0; i < entry->n_causes; i++) {
        if (!is_first_of_id(entry, i))
            continue;
        n_wanted++;
        n_named += is_named(result, entry->causes[i].id);
    }
    if (n_wanted == 0)
        return NAMING_NOT_ASKED;
    return n_named == n_wanted    ? NAMING_RIGHT
           : n_named > 0          ? NAMING_PARTLY
           : is_described(result) ? NAMING_DESCRIBED
                                  : NAMING_NONE;
}

int entry_n_slips(const struct entry *entry)
{
    int n = 0;
    for (size_t i = 0; i < entry->n_causes; i++)
        n += is_first_of_id(entry, i);
    return n;
}

bool entry_is_nameless(const struct entry *entry)
{
    return entry->n_causes > 0 && entry_n_slips(entry) == 1 &&
           strcmp(entry->causes[0].id, "?") == 0;
}

bool entry_check(const struct entry *entry, const cJSON *result, bool other_set,
                 enum naming *naming)
{
    int score = number_of(entry->expect, "score"), got = number_of(result, "score");
    bool right = true;
    if (score >= 0 && score != got) {
        printf("    score %d, expected %d\n", got, score);
        right = false;
    }
    right = check_points(entry->expect, result, other_set) && right;
    const cJSON *verdicts = cJSON_GetObjectItemCaseSensitive(entry->expect, "verdict");
    for (const cJSON *v = verdicts ? verdicts->child : NULL; v; v = v->next)
        right = check_verdict(v, result) && right;
    *naming = judge_naming(entry, result);
    return right && *naming != NAMING_WRONG;
}
