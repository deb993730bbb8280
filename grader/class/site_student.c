#include "class/site_json.h"

#include "class/anonymous.h"
#include "error.h"
#include "report/page.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- what a page shows of results ---- */

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
                anonymous_keep(test, verdict);
        }
    }
}

/* The results of an attempt as a page's data; NULL after one error line. */
static char *read_results(const struct site_results *results,
                          const struct site_attempt *attempt)
{
    char *text = gradebook_json(results->book, attempt->id);
    cJSON *json = text ? cJSON_Parse(text) : NULL;
    char *data = NULL;
    if (text && !json)
        error("'%s': the results of attempt %lld are damaged",
              gradebook_path(results->book), (long long)attempt->id);
    free(text);
    if (!json)
        return NULL;
    /* Of those with the same files it names the one that was graded. */
    cJSON_DeleteItemFromObjectCaseSensitive(json, "submission");
    shorten(json);
    if (results->anonymous)
        anonymous_results(json);
    text = cJSON_PrintUnformatted(json);
    if (text)
        data = page_data_of(text, gradebook_path(results->book));
    else
        error("out of memory");
    cJSON_free(text);
    cJSON_Delete(json);
    return data;
}

/* They stay the cache's. */
static const char *results_of(struct site_results *results,
                              const struct site_attempt *attempt)
{
    if (!results->data || results->result != attempt->result) {
        site_results_release(results);
        results->data = read_results(results, attempt);
        results->result = attempt->result;
    }
    return results->data;
}

void site_results_release(struct site_results *results)
{
    free(results->data);
    results->data = NULL;
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

/* DATA, an object, with the member "site" at its end. */
static char *with_site(const char *data, cJSON *site)
{
    static const char member[] = ",\"site\":";
    char *text = cJSON_PrintUnformatted(site);
    char *escaped = text ? page_escaped(text) : NULL;
    size_t n = strlen(data) - 1; /* but for '}' */
    size_t n_bytes = n + sizeof member + (escaped ? strlen(escaped) : 0) + 1;
    char *page = escaped ? malloc(n_bytes) : NULL;
    if (page)
        snprintf(page, n_bytes, "%.*s%s%s}", (int)n, data, member, escaped);
    else
        error("out of memory");
    free(escaped);
    cJSON_free(text);
    cJSON_Delete(site);
    return page;
}

char *site_student_json(struct site_results *results, const struct site_class *class,
                        const struct site_student *student, size_t a)
{
    static const char none[] = "{\"format\":\"gradecheck results\",\"format_version\":1,"
                               "\"tasks\":[]}";
    const char *data =
        a < student->n_attempts ? results_of(results, &student->attempts[a]) : none;
    return data ? with_site(data, site_of(class, student, a)) : NULL;
}
