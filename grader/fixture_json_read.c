#include "error.h"
#include "fixture_json.h"

#include <errno.h>
#include <limits.h>
#include <locale.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int json_refuse(const struct json_object *o, const char *format, ...)
{
    char text[320];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return error("'%s': %s%s", o->file, o->where, text);
}

/* Counts what cJSON would have to allocate or to recurse into, before it does. */
static int vet(const char *text, size_t n_bytes, const char *file)
{
    size_t values = 1, depth = 0, line = 1;
    bool in_string = false;
    for (size_t i = 0; i < n_bytes; i++) {
        unsigned char c = (unsigned char)text[i];
        bool blank = c == '\n' || c == '\t' || c == '\r';
        if ((c < 0x20 || c > 0x7e) && (!blank || in_string))
            return error("'%s': line %zu holds a byte that is not printable ASCII", file,
                         line);
        line += c == '\n';
        if (c == '"')
            in_string = !in_string;
        if (in_string) {
            if (c == '\\' && (++i == n_bytes || !strchr("\"\\/", text[i]) || !text[i]))
                return error("'%s': line %zu holds an escape that is not \\\" \\\\ or "
                             "\\/",
                             file, line);
            continue;
        }
        bool opens = c == '[' || c == '{', closes = c == ']' || c == '}';
        values += opens || c == ',';
        if (opens && ++depth > JSON_MAX_DEPTH)
            return error("'%s': line %zu is nested more than %d deep", file, line,
                         JSON_MAX_DEPTH);
        if (closes && depth > 0)
            depth--;
        if (values > JSON_MAX_VALUES)
            return error("'%s': more than %d values", file, JSON_MAX_VALUES);
    }
    return 0;
}

static size_t line_of(const char *text, const char *end)
{
    size_t line = 1;
    for (; text < end; text++)
        line += *text == '\n';
    return line;
}

cJSON *json_parse(const char *text, size_t n_bytes, const char *file)
{
    if (vet(text, n_bytes, file) < 0)
        return NULL;

    /* Older versions of cJSON read behind the end of a text without a final NUL. */
    char *copy = malloc(n_bytes + 1);
    locale_t c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    cJSON *json = NULL;
    if (!copy || !c_locale) {
        error("no memory for '%s'", file);
        goto out;
    }
    memcpy(copy, text, n_bytes);
    copy[n_bytes] = '\0';

    const char *end = copy;
    locale_t before = uselocale(c_locale);
    json = cJSON_ParseWithLengthOpts(copy, n_bytes + 1, &end, true);
    uselocale(before);
    if (!json)
        error("'%s': line %zu is not JSON", file, line_of(copy, end));
out:
    free(copy);
    if (c_locale)
        freelocale(c_locale);
    return json;
}

static bool key_is_known(const char *key, const char *const *keys)
{
    for (; *keys; keys++)
        if (strcmp(key, *keys) == 0)
            return true;
    return false;
}

int json_open(struct json_object *o, const cJSON *json, const char *file,
              const char *where, const char *const *keys)
{
    o->json = json;
    o->file = file;
    snprintf(o->where, sizeof o->where, "%s", where);
    if (!cJSON_IsObject(json))
        return json_refuse(o, "is not an object");

    /* Unknown keys are refused first, so that the look for a second one of the same name sees
     * no more than the known keys and one. */
    for (const cJSON *child = json->child; child; child = child->next) {
        if (!key_is_known(child->string, keys))
            return json_refuse(o, "unknown key '%.64s'", child->string);
        for (const cJSON *other = json->child; other != child; other = other->next)
            if (strcmp(other->string, child->string) == 0)
                return json_refuse(o, "'%s' is there twice", child->string);
    }
    return 0;
}

bool json_has(const struct json_object *o, const char *key)
{
    return cJSON_GetObjectItemCaseSensitive(o->json, key) != NULL;
}

static const cJSON *member(const struct json_object *o, const char *key)
{
    const cJSON *json = cJSON_GetObjectItemCaseSensitive(o->json, key);
    if (!json)
        json_refuse(o, "'%s' is missing", key);
    return json;
}

int json_open_member(struct json_object *child, const struct json_object *parent,
                     const char *key, const char *const *keys)
{
    char where[sizeof child->where];
    const cJSON *json = member(parent, key);
    if (!json)
        return -1;
    int n = snprintf(where, sizeof where, "%s%s: ", parent->where, key);
    if (n < 0 || (size_t)n >= sizeof where)
        where[0] = '\0';
    return json_open(child, json, parent->file, where, keys);
}

const char *json_string(const struct json_object *o, const char *key)
{
    const cJSON *json = member(o, key);
    if (!json)
        return NULL;
    if (!cJSON_IsString(json) || !json_is_line(json->valuestring)) {
        json_refuse(o, "'%s' is not a string of 1 to %d characters", key,
                    JSON_MAX_STRING);
        return NULL;
    }
    return json->valuestring;
}

int json_copy_string(const struct json_object *o, const char *key, char **copy)
{
    const char *text = json_string(o, key);
    if (!text)
        return -1;
    *copy = strdup(text);
    return *copy ? 0 : json_refuse(o, "no memory");
}

int json_copy_name(const struct json_object *o, const char *key, bool dot, char **copy)
{
    const char *text = json_string(o, key);
    if (!text)
        return -1;
    if (!json_is_name(text, dot))
        return json_refuse(o, "'%s' is not a name of a-z, 0-9 and -%s: '%.80s'", key,
                           dot ? " and ." : "", text);
    return json_copy_string(o, key, copy);
}

int json_check_format(const struct json_object *o, const char *format, size_t version)
{
    size_t got = 0;
    const char *name = json_string(o, "format");
    if (!name)
        return -1;
    if (strcmp(name, format) != 0)
        return json_refuse(o, "'format' is not '%s'", format);
    if (json_size(o, "version", &got) < 0)
        return -1;
    if (got != version)
        return json_refuse(o, "version %zu of the format; only %zu can be read", got,
                           version);
    return 0;
}

int json_choice(const struct json_object *o, const char *key, const char *const *choices)
{
    const char *text = json_string(o, key);
    if (!text)
        return -1;
    for (int i = 0; choices[i]; i++)
        if (strcmp(text, choices[i]) == 0)
            return i;
    return json_refuse(o, "'%s' cannot be '%.80s'", key, text);
}

int json_bool(const struct json_object *o, const char *key, bool *value)
{
    const cJSON *json = member(o, key);
    if (!json)
        return -1;
    *value = cJSON_IsTrue(json);
    return cJSON_IsBool(json) ? 0 : json_refuse(o, "'%s' is not true or false", key);
}

static bool read_size(const cJSON *json, size_t *value)
{
    double number = json->valuedouble;
    if (!cJSON_IsNumber(json) || !(number >= 0 && number <= (double)JSON_MAX_SIZE) ||
        number != floor(number))
        return false;
    *value = (size_t)number;
    return true;
}

int json_size(const struct json_object *o, const char *key, size_t *value)
{
    const cJSON *json = member(o, key);
    if (!json)
        return -1;
    return read_size(json, value)
               ? 0
               : json_refuse(o, "'%s' is not a whole number of 0 to %zu", key,
                             JSON_MAX_SIZE);
}

/* Digits alone, none in vain, so that a number has one text. strtoull would take signs, and
 * white space before them. */
static bool read_uint64(const cJSON *json, uint64_t *value)
{
    if (!cJSON_IsString(json))
        return false;
    const char *text = json->valuestring;
    size_t n = strspn(text, "0123456789");
    if (n == 0 || text[n] != '\0' || (text[0] == '0' && n > 1))
        return false;
    errno = 0;
    *value = strtoull(text, NULL, 10);
    return errno == 0;
}

int json_uint64(const struct json_object *o, const char *key, uint64_t *value)
{
    const cJSON *json = member(o, key);
    if (!json)
        return -1;
    return read_uint64(json, value)
               ? 0
               : json_refuse(o, "'%s' is not a decimal string of 64 bits", key);
}

const cJSON *json_list(const struct json_object *o, const char *key, size_t *n)
{
    const cJSON *json = member(o, key);
    if (json && !cJSON_IsArray(json)) {
        json_refuse(o, "'%s' is not a list", key);
        return NULL;
    }
    *n = 0;
    for (const cJSON *child = json ? json->child : NULL; child; child = child->next)
        ++*n;
    return json;
}

/* One element of the array; says what it should have been, or NULL. */
static const char *read_element(const cJSON *json, struct array *array, size_t i)
{
    double number = json->valuedouble;
    switch (array->element) {
    case ELEMENT_DOUBLE:
        array->f64[i] = number;
        return cJSON_IsNumber(json) && isfinite(number) ? NULL : "a finite number";
    case ELEMENT_INT:
        if (!cJSON_IsNumber(json) || !(number >= INT_MIN && number <= INT_MAX) ||
            number != floor(number))
            return "a whole number of 32 bits";
        array->i32[i] = (int)number;
        return NULL;
    case ELEMENT_UINT64:
        return read_uint64(json, &array->u64[i]) ? NULL : "a decimal string of 64 bits";
    }
    return "known";
}

int json_array(const struct json_object *o, const char *key, struct array *array)
{
    const cJSON *list = json_list(o, key, &array->n);
    if (!list)
        return -1;
    array->data = calloc(array->n + 1, element_size(array->element));
    if (!array->data)
        return json_refuse(o, "no memory for '%s'", key);

    size_t i = 0;
    for (const cJSON *child = list->child; child; child = child->next, i++) {
        const char *kind = read_element(child, array, i);
        if (kind) {
            free(array->data);
            array->data = NULL;
            return json_refuse(o, "%s[%zu] is not %s", key, i, kind);
        }
    }
    return 0;
}

int json_sizes(const struct json_object *o, const char *key, size_t **sizes, size_t *n)
{
    const cJSON *list = json_list(o, key, n);
    if (!list)
        return -1;
    *sizes = calloc(*n + 1, sizeof **sizes);
    if (!*sizes)
        return json_refuse(o, "no memory for '%s'", key);

    size_t i = 0;
    for (const cJSON *child = list->child; child; child = child->next, i++) {
        if (!read_size(child, &(*sizes)[i])) {
            free(*sizes);
            *sizes = NULL;
            return json_refuse(o, "%s[%zu] is not a whole number of 0 to %zu", key, i,
                               JSON_MAX_SIZE);
        }
    }
    return 0;
}

bool json_is_name(const char *text, bool dot)
{
    size_t n = strspn(text, dot ? "abcdefghijklmnopqrstuvwxyz0123456789-."
                                : "abcdefghijklmnopqrstuvwxyz0123456789-");
    return n >= 1 && n <= JSON_MAX_NAME && text[n] == '\0' && text[0] != '.';
}

bool json_is_line(const char *text)
{
    size_t n = 0;
    while (n <= JSON_MAX_STRING && text[n] >= 0x20 && text[n] <= 0x7e)
        n++;
    return n >= 1 && n <= JSON_MAX_STRING && text[n] == '\0';
}
