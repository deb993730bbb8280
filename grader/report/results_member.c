#include "report/results_member.h"

#include "error.h"
#include "printable.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_COUNT ((size_t)1 << 53)

int results_refuse(struct results_reader *reader, const char *format, ...)
{
    char text[400];
    va_list arguments;
    if (reader->failed)
        return -1;
    reader->failed = true;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return error("'%s': %s%s", reader->name, reader->where, text);
}

/* ---- memory ---- */

/* Makes *block, from now on, a part of the results. */
static void *own(struct results_reader *reader, void *block)
{
    struct results *results = reader->results;
    size_t n = results->n_owned;
    if (block && (n & (n - 1)) == 0) { /* full at every power of two */
        void **owned = realloc(results->owned, (n ? 2 * n : 1) * sizeof *owned);
        if (owned)
            results->owned = owned;
        else {
            free(block);
            block = NULL;
        }
    }
    if (block)
        results->owned[results->n_owned++] = block;
    else
        results_refuse(reader, "out of memory");
    return block;
}

void *results_allocate(struct results_reader *reader, size_t n, size_t size)
{
    return reader->failed ? NULL : own(reader, calloc(n ? n : 1, size));
}

/* ---- values ---- */

const cJSON *results_member(struct results_reader *reader, const cJSON *object,
                            const char *key)
{
    const cJSON *found = NULL;
    if (reader->failed)
        return NULL;
    for (const cJSON *child = object->child; child; child = child->next) {
        if (strcmp(child->string, key) != 0)
            continue;
        if (found) {
            results_refuse(reader, "%s is there twice", key);
            return NULL;
        }
        found = child;
    }
    return found;
}

/* The value under KEY, which has to be there and to be KIND, as IS tells. */
static const cJSON *member_of_kind(struct results_reader *reader, const cJSON *object,
                                   const char *key, cJSON_bool (*is)(const cJSON *item),
                                   const char *kind)
{
    const cJSON *value = results_member(reader, object, key);
    if (reader->failed)
        return NULL;
    if (!value)
        results_refuse(reader, "%s is missing", key);
    else if (!is(value))
        results_refuse(reader, "%s is no %s", key, kind);
    return reader->failed ? NULL : value;
}

const cJSON *results_object(struct results_reader *reader, const cJSON *object,
                            const char *key)
{
    return member_of_kind(reader, object, key, cJSON_IsObject, "object");
}

const cJSON *results_list(struct results_reader *reader, const cJSON *object,
                          const char *key, size_t max_n, size_t *n)
{
    const cJSON *list = member_of_kind(reader, object, key, cJSON_IsArray, "list");
    *n = 0;
    for (const cJSON *item = list ? list->child : NULL; item; item = item->next)
        ++*n;
    if (*n > max_n)
        results_refuse(reader, "%s has %zu entries, more than %zu", key, *n, max_n);
    for (const cJSON *item = list ? list->child : NULL; item; item = item->next)
        if (!cJSON_IsObject(item))
            results_refuse(reader, "an entry of %s is no object", key);
    if (!reader->failed)
        return list;
    *n = 0;
    return NULL;
}

bool results_bool(struct results_reader *reader, const cJSON *object, const char *key)
{
    return cJSON_IsTrue(
        member_of_kind(reader, object, key, cJSON_IsBool, "true or false"));
}

/* ---- texts ---- */

/* Makes SAFE, which printable() made, a part of the results. */
static const char *keep(struct results_reader *reader, char *safe)
{
    if (!safe) { /* which has been said */
        reader->failed = true;
        return "";
    }
    safe = own(reader, safe);
    return safe ? safe : "";
}

const char *results_text(struct results_reader *reader, const cJSON *object,
                         const char *key)
{
    const cJSON *value = member_of_kind(reader, object, key, cJSON_IsString, "text");
    return value ? keep(reader, printable(value->valuestring, strlen(value->valuestring)))
                 : "";
}

const char *results_name(struct results_reader *reader, const cJSON *object,
                         const char *key)
{
    const cJSON *value = member_of_kind(reader, object, key, cJSON_IsString, "text");
    return value ? keep(reader, printable_name(value->valuestring)) : "";
}

const char *results_optional_text(struct results_reader *reader, const cJSON *object,
                                  const char *key)
{
    return results_member(reader, object, key) ? results_text(reader, object, key) : "";
}

bool results_is_id(const char *text)
{
    size_t n = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-");
    return n > 0 && n <= RESULTS_MAX_ID && text[n] == '\0';
}

const char *results_id(struct results_reader *reader, const cJSON *object,
                       const char *key)
{
    const char *text = results_text(reader, object, key);
    if (!reader->failed && !results_is_id(text))
        results_refuse(reader, "%s is no name of a-z, 0-9 and '-': '%.80s'", key, text);
    return text;
}

size_t results_choice(struct results_reader *reader, const cJSON *object, const char *key,
                      const char *const *choices, size_t n)
{
    const char *text = results_text(reader, object, key);
    for (size_t i = 0; i < n; i++)
        if (strcmp(text, choices[i]) == 0)
            return i;
    results_refuse(reader, "%s '%.80s' is not known", key, text);
    return 0;
}

/* ---- numbers ---- */

size_t results_count(struct results_reader *reader, const cJSON *object, const char *key,
                     size_t min, size_t max)
{
    const cJSON *value = member_of_kind(reader, object, key, cJSON_IsNumber, "number");
    if (!value)
        return 0;
    double number = value->valuedouble;
    if (number >= (double)min && number <= (double)max && number <= (double)MAX_COUNT &&
        floor(number) == number)
        return (size_t)number;
    results_refuse(reader, "%s is no whole number from %zu to %zu", key, min, max);
    return 0;
}

size_t results_optional_count(struct results_reader *reader, const cJSON *object,
                              const char *key, size_t min, size_t max)
{
    return results_member(reader, object, key)
               ? results_count(reader, object, key, min, max)
               : 0;
}

void results_points(struct results_reader *reader, const cJSON *object, int *points,
                    int *max_points)
{
    *points = (int)results_count(reader, object, "points", 0, RESULTS_MAX_POINTS);
    *max_points = (int)results_count(reader, object, "max_points", 0, RESULTS_MAX_POINTS);
    if (*points > *max_points)
        results_refuse(reader, "points %d are more than max_points %d", *points,
                       *max_points);
}

double results_number(struct results_reader *reader, const cJSON *object, const char *key)
{
    static const char *const words[] = {"nan", "inf", "-inf"};
    static const double numbers[] = {NAN, INFINITY, -INFINITY};
    const cJSON *value = results_member(reader, object, key);
    if (!value || reader->failed || !cJSON_IsString(value)) {
        value = member_of_kind(reader, object, key, cJSON_IsNumber, "number");
        return value ? value->valuedouble : 0;
    }
    return numbers[results_choice(reader, object, key, words, 3)];
}

double results_seconds(struct results_reader *reader, const cJSON *object,
                       const char *key)
{
    const cJSON *value = member_of_kind(reader, object, key, cJSON_IsNumber, "number");
    if (value && !(value->valuedouble >= 0 && value->valuedouble <= 1e9))
        results_refuse(reader, "%s is no time", key);
    return value && !reader->failed ? value->valuedouble : 0;
}
