/* Misconceptions as JSON: texts are lists of lines, as JSON_MAX_STRING asks; an output of a wrong
 * answer is left out where it is right, and null where it cannot be compared. */
#include "error.h"
#include "fixture_case.h"
#include "fixture_json.h"
#include "misconception.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FORMAT "gradecheck-misconceptions"

enum { VERSION = 1, MAX_MISCONCEPTIONS = 1000, MAX_ANSWERS = 1024, LINE = 160 };

static const char *const text_keys[] = {"happened", "formula", "thought", "advice"};

static char **text_member(struct misconception *m, size_t k)
{
    char **const members[] = {&m->happened, &m->formula, &m->thought, &m->advice};
    return members[k];
}

/* ---- writing ---- */

/* TEXT in lines broken at spaces. */
static int add_text(cJSON *object, const char *key, const char *text)
{
    cJSON *list = cJSON_AddArrayToObject(object, key);
    while (list && *text) {
        size_t n = strlen(text);
        if (n > LINE)
            for (n = LINE; n > 1 && text[n] != ' '; n--)
                ;
        char *line = strndup(text, n);
        cJSON *item = line ? cJSON_CreateString(line) : NULL;
        free(line);
        if (!item || !cJSON_AddItemToArray(list, item)) {
            cJSON_Delete(item);
            return -1;
        }
        text += n;
        text += strspn(text, " ");
    }
    return list ? 0 : -1;
}

static int add_output(cJSON *outputs, const char *name, const struct wrong_output *output)
{
    struct array array = {.element = ELEMENT_DOUBLE, .n = output->n};
    array.f64 = output->value;
    if (!output->known)
        return cJSON_AddNullToObject(outputs, name) ? 0 : -1;
    return output->n == 0 ? 0 : json_add_array(outputs, name, &array);
}

static int add_answer(cJSON *answers, const struct wrong_answer *answer)
{
    static const char *const names[] = {"0", "1", "2"};
    cJSON *object = json_append_object(answers);
    if (!object || json_add_string(object, "case", answer->case_id) < 0)
        return -1;
    cJSON *outputs = cJSON_AddObjectToObject(object, "outputs");
    for (size_t o = 0; o < answer->n_outputs; o++)
        if (!outputs || add_output(outputs, names[o], &answer->outputs[o]) < 0)
            return -1;
    return 0;
}

static int add_functions(cJSON *object, const struct misconception *m)
{
    cJSON *list = cJSON_AddArrayToObject(object, "functions");
    for (int f = 0; f < FUNCTION_COSTS; f++) {
        if (!m->functions[f])
            continue;
        cJSON *item = cJSON_CreateString(function_symbol((enum function)f));
        if (!list || !item || !cJSON_AddItemToArray(list, item)) {
            cJSON_Delete(item);
            return -1;
        }
    }
    return list ? 0 : -1;
}

static int add_misconception(cJSON *list, const struct misconception *m)
{
    cJSON *object = json_append_object(list);
    if (!object || json_add_string(object, "id", m->id) < 0 ||
        json_add_string(object, "title", m->title) < 0)
        return -1;
    for (size_t k = 0; k < 4; k++)
        if (add_text(object, text_keys[k], *text_member((struct misconception *)m, k)) <
            0)
            return -1;
    if (add_functions(object, m) < 0)
        return -1;
    cJSON *answers = cJSON_AddArrayToObject(object, "answers");
    for (size_t i = 0; i < m->n_answers; i++)
        if (!answers || add_answer(answers, &m->answers[i]) < 0)
            return -1;
    return answers ? 0 : -1;
}

char *misconceptions_print(const struct misconceptions *all)
{
    char *text = NULL;
    cJSON *json = cJSON_CreateObject(), *list = NULL;
    if (json && json_add_string(json, "format", FORMAT) == 0 &&
        json_add_size(json, "version", VERSION) == 0)
        list = cJSON_AddArrayToObject(json, "misconceptions");
    bool ok = list != NULL;
    for (size_t i = 0; ok && i < all->n; i++)
        ok = add_misconception(list, &all->list[i]) == 0;
    if (ok)
        text = json_print(json);
    if (!text)
        error("no memory to write the misconceptions");
    cJSON_Delete(json);
    return text;
}

/* ---- reading ---- */

/* The lines under KEY, with a space between. */
static int read_text(const struct json_object *o, const char *key, char **text)
{
    size_t n = 0, used = 0, size = 1;
    const cJSON *lines = json_list(o, key, &n), *line;
    if (!lines)
        return -1;
    cJSON_ArrayForEach(line, lines)
    {
        if (!cJSON_IsString(line) || !json_is_line(line->valuestring))
            return json_refuse(o, "'%s' is not a list of lines", key);
        size += strlen(line->valuestring) + 1;
    }
    *text = calloc(size, 1);
    if (!*text)
        return json_refuse(o, "no memory");
    cJSON_ArrayForEach(line, lines) used += (size_t)snprintf(
        *text + used, size - used, "%s%s", used ? " " : "", line->valuestring);
    return 0;
}

static int read_functions(const struct json_object *o, struct misconception *m)
{
    size_t n = 0;
    const cJSON *list = json_list(o, "functions", &n), *item;
    if (!list)
        return -1;
    cJSON_ArrayForEach(item, list)
    {
        enum function f =
            cJSON_IsString(item) ? function_by_symbol(item->valuestring) : FUNCTION_COUNT;
        if (f == FUNCTION_COUNT)
            return json_refuse(o,
                               "'functions' names one that the contract does not have");
        m->functions[f] = true;
    }
    return 0;
}

static int read_answer(const struct json_object *parent, const cJSON *json,
                       struct wrong_answer *answer)
{
    static const char *const keys[] = {"case", "outputs", NULL};
    static const char *const names[] = {"0", "1", "2", NULL};
    struct json_object o, outputs;
    const char *id;
    if (json_open(&o, json, parent->file, parent->where, keys) < 0 ||
        !(id = json_string(&o, "case")) ||
        json_open_member(&outputs, &o, "outputs", names) < 0)
        return -1;
    answer->case_id = strdup(id);
    if (!answer->case_id)
        return json_refuse(&o, "no memory");
    answer->n_outputs = CONTRACT_MAX_OUTPUTS;
    for (size_t i = 0; i < CONTRACT_MAX_OUTPUTS; i++) {
        struct wrong_output *output = &answer->outputs[i];
        struct array array = {.element = ELEMENT_DOUBLE};
        output->known =
            !cJSON_IsNull(cJSON_GetObjectItemCaseSensitive(outputs.json, names[i]));
        if (!output->known || !json_has(&outputs, names[i]))
            continue;
        if (json_array(&outputs, names[i], &array) < 0)
            return -1;
        output->n = array.n;
        output->value = array.f64;
    }
    return 0;
}

static int read_answers(const struct json_object *o, struct misconception *m)
{
    size_t n = 0;
    const cJSON *list = json_list(o, "answers", &n), *item;
    if (!list)
        return -1;
    if (n > MAX_ANSWERS)
        return json_refuse(o, "more than %d answers", MAX_ANSWERS);
    m->answers = calloc(n + 1, sizeof *m->answers);
    if (!m->answers)
        return json_refuse(o, "no memory");
    cJSON_ArrayForEach(item, list) if (read_answer(o, item, &m->answers[m->n_answers++]) <
                                       0) return -1;
    return 0;
}

static int read_misconception(const cJSON *json, const char *file, size_t i,
                              struct misconception *m)
{
    static const char *const keys[] = {"id",        "title",   "happened",
                                       "formula",   "thought", "advice",
                                       "functions", "answers", NULL};
    struct json_object o;
    char where[48];
    snprintf(where, sizeof where, "misconceptions[%zu]: ", i);
    if (json_open(&o, json, file, where, keys) < 0 ||
        json_copy_name(&o, "id", false, &m->id) < 0 ||
        json_copy_string(&o, "title", &m->title) < 0)
        return -1;
    for (size_t k = 0; k < 4; k++)
        if (read_text(&o, text_keys[k], text_member(m, k)) < 0)
            return -1;
    return read_functions(&o, m) < 0 ? -1 : read_answers(&o, m);
}

static int read_all(struct misconceptions *all, const cJSON *json, const char *name)
{
    static const char *const keys[] = {"format", "version", "misconceptions", NULL};
    struct json_object o;
    size_t n = 0;
    if (json_open(&o, json, name, "", keys) < 0 ||
        json_check_format(&o, FORMAT, VERSION) < 0)
        return -1;
    const cJSON *list = json_list(&o, "misconceptions", &n), *item;
    if (!list)
        return -1;
    if (n > MAX_MISCONCEPTIONS)
        return json_refuse(&o, "more than %d misconceptions", MAX_MISCONCEPTIONS);
    all->list = calloc(n + 1, sizeof *all->list);
    if (!all->list)
        return json_refuse(&o, "no memory");
    cJSON_ArrayForEach(item, list)
    {
        size_t i = all->n++;
        if (read_misconception(item, name, i, &all->list[i]) < 0)
            return -1;
        if (i > 0 && strcmp(all->list[i - 1].id, all->list[i].id) >= 0)
            return json_refuse(&o, "misconceptions are not sorted by id");
    }
    return 0;
}

int misconceptions_parse(struct misconceptions *all, const char *text, size_t n_bytes,
                         const char *name)
{
    *all = (struct misconceptions){.n = 0};
    cJSON *json = json_parse(text, n_bytes, name);
    int rc = json ? read_all(all, json, name) : -1;
    cJSON_Delete(json);
    if (rc < 0)
        misconceptions_release(all);
    return rc;
}
