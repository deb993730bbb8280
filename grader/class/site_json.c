#include "class/site_json.h"

#include "error.h"
#include "report/page.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Four digits behind the point are more than is shown; what is undefined is null. */
static void add_number(cJSON *object, const char *name, double value)
{
    if (isnan(value))
        cJSON_AddNullToObject(object, name);
    else
        cJSON_AddNumberToObject(object, name, round(value * 1e4) / 1e4);
}

static void add_count(cJSON *object, const char *name, size_t n)
{
    cJSON_AddNumberToObject(object, name, (double)n);
}

/* What is empty needs no room. */
static void add_text(cJSON *object, const char *name, const char *text)
{
    if (text && text[0])
        cJSON_AddStringToObject(object, name, text);
}

static void add_indices(cJSON *object, const char *name, const size_t *items, size_t n)
{
    cJSON *array = cJSON_AddArrayToObject(object, name);
    for (size_t i = 0; i < n; i++)
        cJSON_AddItemToArray(array, cJSON_CreateNumber((double)items[i]));
}

/* ---- tasks and causes ---- */

static void add_task(cJSON *tasks, const struct site_task *task)
{
    const struct item_statistics *s = &task->statistics;
    cJSON *json = cJSON_CreateObject();
    add_text(json, "id", task->id);
    add_text(json, "title", task->title);
    cJSON_AddNumberToObject(json, "part", task->part);
    add_text(json, "part_title", task->part_title);
    add_text(json, "lecture", task->lecture);
    cJSON_AddNumberToObject(json, "max_points", task->max_points);
    add_count(json, "n", s->n);
    add_count(json, "all", s->n_all);
    add_count(json, "some", s->n_some);
    add_count(json, "none", s->n_none);
    add_number(json, "mean", s->mean);
    add_number(json, "difficulty", s->difficulty);
    add_number(json, "discrimination", s->discrimination);
    cJSON_AddItemToArray(tasks, json);
}

static void add_cause(cJSON *causes, const struct site_cause *cause)
{
    cJSON *json = cJSON_CreateObject();
    add_text(json, "id", cause->id);
    add_text(json, "kind", cause->kind);
    add_text(json, "title", cause->title);
    add_text(json, "formula", cause->formula);
    add_text(json, "advice", cause->advice);
    add_indices(json, "tasks", cause->tasks, cause->n_tasks);
    add_indices(json, "students", cause->students, cause->n_students);
    cJSON_AddItemToArray(causes, json);
}

/* ---- versions ---- */

/* The place of TEXT in a list of texts, where it is put if it is not there. */
static int place_of(cJSON *list, const char *text)
{
    int i = 0;
    const cJSON *item;
    cJSON_ArrayForEach(item, list)
    {
        if (strcmp(item->valuestring, text) == 0)
            return i;
        i++;
    }
    cJSON_AddItemToArray(list, cJSON_CreateString(text));
    return i;
}

enum version { GRADER, FIXTURES, MACHINE, LAYERS, N_VERSIONS };
static const char *const version_names[N_VERSIONS] = {"graders", "fixtures", "machines",
                                                      "layers"};

static void add_versions(cJSON *student, cJSON *const lists[N_VERSIONS],
                         const struct site_attempt *attempt)
{
    const char *const texts[N_VERSIONS] = {attempt->grader, attempt->fixtures,
                                           attempt->machine, attempt->layers};
    cJSON *places = cJSON_AddArrayToObject(student, "versions");
    for (int v = 0; v < N_VERSIONS; v++)
        cJSON_AddItemToArray(places, cJSON_CreateNumber(place_of(lists[v], texts[v])));
}

/* ---- students ---- */

/* When, the points or null, and the page. */
static void add_attempt(cJSON *attempts, const struct site_student *student, size_t a)
{
    const struct site_attempt *attempt = &student->attempts[a];
    time_t when = 0;
    time_utc_read(attempt->submitted_at, &when);
    cJSON *json = cJSON_CreateArray();
    cJSON_AddItemToArray(json, cJSON_CreateNumber((double)when));
    cJSON_AddItemToArray(json, attempt->graded ? cJSON_CreateNumber(attempt->points)
                                               : cJSON_CreateNull());
    cJSON_AddItemToArray(attempts, json);
}

static void add_points(cJSON *json, const struct site_class *class, size_t s)
{
    cJSON *points = cJSON_AddArrayToObject(json, "tasks");
    for (size_t t = 0; t < class->n_tasks; t++) {
        int one = class->points[s * class->n_tasks + t];
        cJSON_AddItemToArray(points,
                             one < 0 ? cJSON_CreateNull() : cJSON_CreateNumber(one));
    }
}

/* Why the last one handed in could not be read, where nothing better follows. */
static const char *refusal_of(const struct site_student *student)
{
    const struct site_attempt *last =
        student->n_attempts ? &student->attempts[student->n_attempts - 1] : NULL;
    return last && !last->graded ? last->message : NULL;
}

static void add_student(cJSON *students, const struct site_class *class, size_t s,
                        cJSON *const lists[N_VERSIONS])
{
    const struct site_student *student = &class->students[s];
    const struct site_attempt *counting = site_counting(student);
    cJSON *json = cJSON_CreateObject();
    add_text(json, "id", student->id);
    add_text(json, "name", student->name);
    add_text(json, "section", student->section);
    add_text(json, "key", student->key);
    if (!student->on_roster)
        cJSON_AddTrueToObject(json, "stranger");
    add_text(json, "refused", refusal_of(student));
    add_text(json, "failed", student->failure);
    add_text(json, "override", student->override);
    if (student->extended)
        cJSON_AddTrueToObject(json, "extended");
    if (!isnan(student->mark))
        add_number(json, "mark", student->mark);
    cJSON *attempts = cJSON_AddArrayToObject(json, "attempts");
    for (size_t a = 0; a < student->n_attempts; a++)
        add_attempt(attempts, student, a);
    if (counting) {
        add_count(json, "counts", student->counts);
        cJSON_AddNumberToObject(json, "late_days", student->late_days);
        add_points(json, class, s);
        add_versions(json, lists, counting);
    }
    cJSON_AddItemToArray(students, json);
}

/* ---- the whole ---- */

static void add_students(cJSON *json, const struct site_class *class)
{
    cJSON *lists[N_VERSIONS], *students = cJSON_AddArrayToObject(json, "students");
    for (int v = 0; v < N_VERSIONS; v++)
        lists[v] = cJSON_AddArrayToObject(json, version_names[v]);
    for (size_t s = 0; s < class->n_students; s++)
        add_student(students, class, s, lists);
}

static void add_marks(cJSON *json, const struct site_class *class)
{
    const struct score_statistics *s = &class->marks;
    double most = 0;
    for (size_t i = 0; i < class->n_students; i++)
        most = fmax(most, class->students[i].max_mark);
    cJSON *marks = cJSON_AddObjectToObject(json, "marks");
    add_count(marks, "n", s->n);
    add_number(marks, "most", most);
    add_number(marks, "mean", s->mean);
    add_number(marks, "median", s->median);
    add_number(marks, "sd", s->sd);
    add_number(marks, "low", s->low);
    add_number(marks, "high", s->high);
    add_number(marks, "alpha", class->alpha);
}

/* Printed, escaped, and JSON given back. An element that could not be made for lack of memory leaves
 * out what it was to hold; text of that kind never gets out, since printing then fails as well. */
static char *finish(cJSON *json)
{
    char *text = json ? cJSON_PrintUnformatted(json) : NULL;
    char *data = text ? page_escaped(text) : NULL;
    if (!data)
        error("out of memory");
    cJSON_free(text);
    cJSON_Delete(json);
    return data;
}

char *site_class_json(const struct site_class *class, const char *made_at, long n_pairs)
{
    cJSON *json = cJSON_CreateObject();
    cJSON_AddStringToObject(json, "format", "gradeclass site");
    cJSON_AddNumberToObject(json, "format_version", 1);
    add_text(json, "version", GRADECHECK_VERSION);
    add_text(json, "made_at", made_at);
    add_text(json, "title", class->title);
    add_text(json, "deadline", class->deadline);
    if (n_pairs >= 0)
        cJSON_AddNumberToObject(json, "similar_pairs", (double)n_pairs);
    if (class->anonymous)
        cJSON_AddTrueToObject(json, "anonymous");
    if (class->has_policy)
        cJSON_AddTrueToObject(json, "policy");
    add_marks(json, class);
    cJSON *tasks = cJSON_AddArrayToObject(json, "tasks");
    for (size_t t = 0; t < class->n_tasks; t++)
        add_task(tasks, &class->tasks[t]);
    cJSON *causes = cJSON_AddArrayToObject(json, "causes");
    for (size_t c = 0; c < class->n_causes; c++)
        add_cause(causes, &class->causes[c]);
    add_students(json, class);
    return finish(json);
}
