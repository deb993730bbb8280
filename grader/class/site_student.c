#include "class/site_json.h"

#include "error.h"
#include "report/page.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- what a page shows of results ---- */

/* Keeps the members of OBJECT that NAMES, a NULL-terminated list, has. */
static void keep(cJSON *object, const char *const *names)
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

/* A page counts the cases that pass and shows nothing else of them, but for digits. */
static void shorten(cJSON *json)
{
    static const char *const verdict[] = {"verdict", NULL};
    cJSON *task, *test;
    cJSON_ArrayForEach(task, cJSON_GetObjectItemCaseSensitive(json, "tasks"))
    {
        cJSON_ArrayForEach(test, cJSON_GetObjectItemCaseSensitive(task, "cases"))
        {
            const char *said =
                cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(test, "verdict"));
            if (said && strcmp(said, "pass") == 0 && !cJSON_HasObjectItem(test, "digits"))
                keep(test, verdict);
        }
    }
}

static void put_text(cJSON *object, const char *name, const char *text)
{
    if (cJSON_HasObjectItem(object, name))
        cJSON_ReplaceItemInObjectCaseSensitive(object, name, cJSON_CreateString(text));
}

/* Left is what the grader itself says: what a student can have written (names of files and of functions, the
 * compiler's words about them, what was printed) could hold a name. */
static void hide(cJSON *json)
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
    keep(json, whole);
    keep(cJSON_GetObjectItemCaseSensitive(json, "fixtures"), fixtures);
    cJSON_ArrayForEach(problem, cJSON_GetObjectItemCaseSensitive(json, "problems"))
    {
        put_text(problem, "file", "source");
        put_text(problem, "message", "(left out)");
    }
    cJSON_ArrayForEach(task, cJSON_GetObjectItemCaseSensitive(json, "tasks"))
    {
        keep(task, task_members);
        put_text(cJSON_GetObjectItemCaseSensitive(task, "finding"), "file", "source");
        cJSON_ArrayForEach(test, cJSON_GetObjectItemCaseSensitive(task, "cases"))
            keep(test, test_members);
    }
}

/* The results of an attempt, which stay the cache's; NULL after one error line. */
static cJSON *results_of(struct site_results *results, const struct site_attempt *attempt)
{
    if (results->json && results->result == attempt->result)
        return results->json;
    char *text = gradebook_json(results->book, attempt->id);
    if (!text)
        return NULL;
    site_results_release(results);
    results->json = cJSON_Parse(text);
    results->result = attempt->result;
    free(text);
    if (!results->json) {
        error("'%s': the results of attempt %lld are damaged",
              gradebook_path(results->book), (long long)attempt->id);
        return NULL;
    }
    /* Of those with the same files it names the one that was graded. */
    cJSON_DeleteItemFromObjectCaseSensitive(results->json, "submission");
    shorten(results->json);
    if (results->anonymous)
        hide(results->json);
    return results->json;
}

void site_results_release(struct site_results *results)
{
    cJSON_Delete(results->json);
    results->json = NULL;
    results->result = 0;
}

/* ---- whose it is ---- */

static void add_attempt(cJSON *attempts, const struct site_student *student, size_t a,
                        size_t shown)
{
    const struct site_attempt *attempt = &student->attempts[a];
    char page[SITE_PAGE_BYTES];
    cJSON *json = cJSON_CreateObject();
    cJSON_AddStringToObject(json, "submitted_at", attempt->submitted_at);
    if (attempt->graded) {
        site_page_name(page, student, a);
        cJSON_AddStringToObject(json, "page", page);
        cJSON_AddNumberToObject(json, "points", attempt->points);
        cJSON_AddNumberToObject(json, "max_points", attempt->max_points);
    } else {
        cJSON_AddStringToObject(json, "refused", attempt->message);
    }
    if (a == student->counts)
        cJSON_AddTrueToObject(json, "counts");
    if (a == shown)
        cJSON_AddTrueToObject(json, "shown");
    cJSON_AddItemToArray(attempts, json);
}

static cJSON *site_of(const struct site_class *class, const struct site_student *student,
                      size_t shown)
{
    cJSON *json = cJSON_CreateObject();
    cJSON_AddStringToObject(json, "class", class->title);
    cJSON_AddStringToObject(json, "name", student->name[0] ? student->name : student->id);
    cJSON_AddStringToObject(json, "id", student->id);
    if (class->deadline[0])
        cJSON_AddStringToObject(json, "deadline", class->deadline);
    if (!isnan(student->mark) && class->has_policy)
        cJSON_AddNumberToObject(json, "mark", student->mark);
    if (student->late_days > 0)
        cJSON_AddNumberToObject(json, "late_days", student->late_days);
    if (student->override)
        cJSON_AddStringToObject(json, "override", student->override);
    if (student->failure)
        cJSON_AddStringToObject(json, "failed", student->failure);
    cJSON *attempts = cJSON_AddArrayToObject(json, "attempts");
    for (size_t a = 0; a < student->n_attempts; a++)
        add_attempt(attempts, student, a, shown);
    return json;
}

static char *print(cJSON *results, cJSON *site, const char *name)
{
    char *text = NULL, *data = NULL;
    if (site && cJSON_AddItemToObject(results, "site", site)) {
        text = cJSON_PrintUnformatted(results);
        cJSON_DeleteItemFromObjectCaseSensitive(results, "site");
    }
    if (text)
        data = page_data_of_text(text, name);
    else
        error("out of memory");
    cJSON_free(text);
    return data;
}

char *site_student_json(struct site_results *results, const struct site_class *class,
                        const struct site_student *student, size_t a)
{
    static const char none[] = "{\"format\":\"gradecheck results\",\"format_version\":1,"
                               "\"tasks\":[]}";
    if (a < student->n_attempts) {
        cJSON *json = results_of(results, &student->attempts[a]);
        return json ? print(json, site_of(class, student, a), student->id) : NULL;
    }
    cJSON *empty = cJSON_Parse(none);
    char *data = empty ? print(empty, site_of(class, student, a), student->id) : NULL;
    if (!empty)
        error("out of memory");
    cJSON_Delete(empty);
    return data;
}
