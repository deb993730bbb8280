#include "fixture_json.h"

#include <assert.h>
#include <inttypes.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    LONGEST = 32
}; /* bytes of one element, ", " included: -2.2250738585072014e-308 has 24 */

/* The shortest of 15 to 17 digits that gives the same bits back: 17 always do, and the sign of
 * -0 is printed. Compared as bits, where cJSON's own printer is content with nearly equal. */
static int print_double(char *text, double x)
{
    assert(isfinite(x));
    int n = 0;
    for (int digits = 15; digits <= 17; digits++) {
        n = snprintf(text, LONGEST, "%.*g", digits, x);
        double back = strtod(text, NULL);
        if (memcmp(&back, &x, sizeof x) == 0)
            break;
    }
    return n;
}

static int print_element(char *text, const struct array *array, size_t i)
{
    switch (array->element) {
    case ELEMENT_DOUBLE: return print_double(text, array->f64[i]);
    case ELEMENT_INT: return snprintf(text, LONGEST, "%d", array->i32[i]);
    case ELEMENT_UINT64: return snprintf(text, LONGEST, "\"%" PRIu64 "\"", array->u64[i]);
    }
    return 0;
}

/* The decimal point is a point whatever the program's locale is. */
static char *print_array(const struct array *array)
{
    char *text = malloc(LONGEST * (array->n + 1)), *end = text;
    locale_t c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    if (!text || !c_locale) {
        free(text);
        if (c_locale)
            freelocale(c_locale);
        return NULL;
    }
    locale_t before = uselocale(c_locale);
    *end++ = '[';
    for (size_t i = 0; i < array->n; i++) {
        if (i > 0) {
            *end++ = ',';
            *end++ = ' ';
        }
        end += print_element(end, array, i);
    }
    *end++ = ']';
    *end = '\0';
    uselocale(before);
    freelocale(c_locale);
    return text;
}

static int add_raw(cJSON *object, const char *key, const char *raw)
{
    return raw && cJSON_AddRawToObject(object, key, raw) ? 0 : -1;
}

int json_add_array(cJSON *object, const char *key, const struct array *array)
{
    char *text = print_array(array);
    int rc = add_raw(object, key, text);
    free(text);
    return rc;
}

int json_add_sizes(cJSON *object, const char *key, const size_t *sizes, size_t n)
{
    char *text = malloc(LONGEST * (n + 1)), *end = text;
    if (!text)
        return -1;
    for (size_t i = 0; i < n; i++)
        end += snprintf(end, LONGEST, "%s%zu", i == 0 ? "[" : ", ", sizes[i]);
    snprintf(end, LONGEST, n == 0 ? "[]" : "]");
    int rc = add_raw(object, key, text);
    free(text);
    return rc;
}

int json_add_size(cJSON *object, const char *key, size_t value)
{
    char text[LONGEST];
    snprintf(text, sizeof text, "%zu", value);
    return add_raw(object, key, text);
}

int json_add_uint64(cJSON *object, const char *key, uint64_t value)
{
    char text[LONGEST];
    snprintf(text, sizeof text, "%" PRIu64, value);
    return json_add_string(object, key, text);
}

int json_add_string(cJSON *object, const char *key, const char *text)
{
    return cJSON_AddStringToObject(object, key, text) ? 0 : -1;
}

int json_add_bool(cJSON *object, const char *key, bool value)
{
    return cJSON_AddBoolToObject(object, key, value) ? 0 : -1;
}

cJSON *json_append_object(cJSON *list)
{
    cJSON *object = cJSON_CreateObject();
    if (object && !cJSON_AddItemToArray(list, object)) {
        cJSON_Delete(object);
        object = NULL;
    }
    return object;
}

char *json_print(const cJSON *json)
{
    char *text = cJSON_Print(json), *copy = NULL;
    if (text) {
        size_t n = strlen(text);
        copy = malloc(n + 2);
        if (copy) {
            memcpy(copy, text, n);
            memcpy(copy + n, "\n", 2);
        }
        cJSON_free(text);
    }
    return copy;
}
