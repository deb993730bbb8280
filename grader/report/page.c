#include "report/page.h"

#include "error.h"
#include "file.h"

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { PAGE_FORMAT_VERSION = 1 };

#define MAX_RESULTS_BYTES ((size_t)8 << 20)
#define MAX_VIEWER_BYTES ((size_t)4 << 20)

/* From here on, what is left out makes the page smaller. */
#define MAX_DATA_BYTES ((size_t)215 << 10)

static const char placeholder[] = "<script type=\"application/json\" id=\"results\">";

/* ---- is it results.json? ---- */

static int check_format(const cJSON *json, const char *name)
{
    const cJSON *format = cJSON_GetObjectItemCaseSensitive(json, "format");
    const cJSON *version = cJSON_GetObjectItemCaseSensitive(json, "format_version");
    if (!cJSON_IsString(format) || strcmp(format->valuestring, "gradecheck results") != 0)
        return error(
            "'%s' holds no results: 'gradecheck grade FOLDER --json FILE' writes "
            "them",
            name);
    if (!cJSON_IsNumber(version) || version->valuedouble < 1)
        return error("'%s': 'format_version' is not a number from 1", name);
    if (version->valuedouble > PAGE_FORMAT_VERSION)
        return error(
            "'%s' is of format_version %g, this program knows %d: use a later one", name,
            version->valuedouble, PAGE_FORMAT_VERSION);
    if (!cJSON_IsArray(cJSON_GetObjectItemCaseSensitive(json, "tasks")))
        return error("'%s': 'tasks' is not an array", name);
    return 0;
}

/* An object whose end is missing, as when the disk was full. */
static bool is_cut_off(const char *text)
{
    const char *blanks = " \t\r\n";
    size_t n = strlen(text);
    while (n > 0 && strchr(blanks, text[n - 1]))
        n--;
    return text[strspn(text, blanks)] == '{' && text[n - 1] != '}';
}

static cJSON *parse_results(const char *text, size_t n_bytes, const char *name)
{
    cJSON *json = cJSON_ParseWithLengthOpts(text, n_bytes + 1, NULL, true);
    if (!json && is_cut_off(text))
        error("'%s' is cut off: grade again", name);
    else if (!json)
        error("'%s' is not JSON: does it come from --json?", name);
    else if (check_format(json, name) != 0) {
        cJSON_Delete(json);
        json = NULL;
    }
    return json;
}

/* ---- what fits into a page ---- */

static bool has_arrays(const cJSON *test)
{
    return cJSON_HasObjectItem(test, "outputs") || cJSON_HasObjectItem(test, "inputs");
}

/* The first failing cases of a task say most. */
static void keep_arrays(cJSON *json, int most)
{
    cJSON *task, *test;
    cJSON_ArrayForEach(task, cJSON_GetObjectItemCaseSensitive(json, "tasks"))
    {
        int n = 0;
        cJSON_ArrayForEach(test, cJSON_GetObjectItemCaseSensitive(task, "cases"))
        {
            if (!has_arrays(test) || ++n <= most)
                continue;
            cJSON_DeleteItemFromObjectCaseSensitive(test, "outputs");
            cJSON_DeleteItemFromObjectCaseSensitive(test, "inputs");
            cJSON_AddTrueToObject(test, "left_out");
        }
    }
}

static char *print_within(cJSON *json, size_t max_bytes)
{
    char *text = cJSON_PrintUnformatted(json);
    for (int most = 16; text && strlen(text) > max_bytes && most > 0; most /= 2) {
        cJSON_free(text);
        keep_arrays(json, most);
        text = cJSON_PrintUnformatted(json);
    }
    return text;
}

/* ---- within a script element ---- */

/* What must not stand there: '<' could end the element or begin a comment in it, and two line ends
 * of Unicode end a line of a script. All stand in strings alone. */
static const char *escape_of(const char *at, size_t *length)
{
    *length = 1;
    if (*at == '<')
        return "\\u003c";
    *length = 3;
    if (strncmp(at, "\xe2\x80\xa8", 3) == 0)
        return "\\u2028";
    if (strncmp(at, "\xe2\x80\xa9", 3) == 0)
        return "\\u2029";
    return NULL;
}

char *page_escaped(const char *text)
{
    char *copy = malloc(6 * strlen(text) + 1), *to = copy;
    while (copy && *text) {
        size_t length;
        const char *escape = escape_of(text, &length);
        if (escape) {
            memcpy(to, escape, 6);
            to += 6;
            text += length;
        } else {
            *to++ = *text++;
        }
    }
    if (copy)
        *to = '\0';
    return copy;
}

static char *data_of_bytes(const char *bytes, size_t n_bytes, const char *name)
{
    cJSON *json = parse_results(bytes, n_bytes, name);
    if (!json)
        return NULL;
    char *within = print_within(json, MAX_DATA_BYTES);
    char *data = within ? page_escaped(within) : NULL;
    if (!data)
        error("no memory for '%s'", name);
    cJSON_free(within);
    cJSON_Delete(json);
    return data;
}

char *page_data(const char *path)
{
    unsigned char *bytes = NULL;
    size_t n_bytes;
    if (file_read(path, MAX_RESULTS_BYTES, &bytes, &n_bytes) != 0)
        return NULL;
    char *data = data_of_bytes((const char *)bytes, n_bytes, path);
    free(bytes);
    return data;
}

char *page_data_of_text(const char *text, const char *name)
{
    return data_of_bytes(text, strlen(text), name);
}

char *page_text(const char *viewer, const char *data)
{
    unsigned char *bytes = NULL;
    size_t n_bytes;
    if (file_read(viewer, MAX_VIEWER_BYTES, &bytes, &n_bytes) != 0)
        return NULL;

    char *text = NULL, *place = strstr((char *)bytes, placeholder);
    if (!place) {
        error("'%s' has no place for results: run 'make viewer'", viewer);
        goto out;
    }
    size_t before = (size_t)(place - (char *)bytes) + strlen(placeholder);
    size_t length = strlen(data);
    text = malloc(n_bytes + length + 1);
    if (!text) {
        error("no memory for the page");
        goto out;
    }
    memcpy(text, bytes, before);
    memcpy(text + before, data, length);
    memcpy(text + before + length, bytes + before, n_bytes - before + 1);
out:
    free(bytes);
    return text;
}
