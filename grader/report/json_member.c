#include "report/json_member.h"

#include "printable.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SURE_DIGITS = 15, DOUBLE_DIGITS = 17 };

bool json_add_text(cJSON *object, const char *name, const char *text)
{
    char *safe = text ? printable(text, strlen(text)) : NULL;
    bool ok = !text || (safe && cJSON_AddStringToObject(object, name, safe));
    free(safe);
    return ok;
}

bool json_add_optional_text(cJSON *object, const char *name, const char *text)
{
    return json_add_text(object, name, text && text[0] ? text : NULL);
}

/* cJSON prints numbers that are nearly equal alike; these read back to the same bits. */
void json_print_double(double value, char *text)
{
    if (!isfinite(value)) {
        snprintf(text, JSON_ELEMENT_BYTES, "%s",
                 isnan(value) ? "\"nan\""
                 : value > 0  ? "\"inf\""
                              : "\"-inf\"");
        return;
    }
    /* %g leaves zeros at the end out: where 15 digits do, this is the shortest. */
    for (int digits = SURE_DIGITS; digits <= DOUBLE_DIGITS; digits++) {
        snprintf(text, JSON_ELEMENT_BYTES, "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            break;
    }
}

bool json_add_double(cJSON *object, const char *name, double value)
{
    char text[JSON_ELEMENT_BYTES];
    json_print_double(value, text);
    return cJSON_AddRawToObject(object, name, text) != NULL;
}

bool json_add_count(cJSON *object, const char *name, size_t n)
{
    char text[24];
    snprintf(text, sizeof text, "%zu", n);
    return cJSON_AddRawToObject(object, name, text) != NULL;
}

bool json_add_list(cJSON *object, const char *name, size_t n,
                   void (*write)(const void *context, size_t i, char *text),
                   const void *context)
{
    char *text = malloc((JSON_ELEMENT_BYTES + 2) * n + 3), *end = text;
    if (!text)
        return false;
    *end++ = '[';
    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            end = stpcpy(end, ", ");
        write(context, i, end);
        end += strlen(end);
    }
    memcpy(end, "]", 2);
    bool ok = cJSON_AddRawToObject(object, name, text) != NULL;
    free(text);
    return ok;
}

static void write_double(const void *context, size_t i, char *text)
{
    const double *values = context;
    json_print_double(values[i], text);
}

bool json_add_doubles(cJSON *object, const char *name, const double *values, size_t n)
{
    return json_add_list(object, name, n, write_double, values);
}

bool json_add_points(cJSON *object, int points, int max_points)
{
    return cJSON_AddNumberToObject(object, "points", points) &&
           cJSON_AddNumberToObject(object, "max_points", max_points);
}
