/* The output `result` of a step that GitHub Classroom's reporter adds up: base64 of JSON. A runner may
 * hold many tests, each with its own score. */
#include "error.h"
#include "report/export/formats.h"

#include <math.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

/* There are three words: what could not be run has no mark of its own. */
static const char *word(enum export_status status)
{
    return status == EXPORT_PASSED ? "pass" : status == EXPORT_FAILED ? "fail" : "error";
}

static bool add_test(cJSON *tests, const struct export_row *row)
{
    cJSON *test = cJSON_CreateObject();
    if (!test || !cJSON_AddItemToArray(tests, test)) {
        cJSON_Delete(test);
        return false;
    }
    return cJSON_AddStringToObject(test, "name", row->name) &&
           cJSON_AddStringToObject(test, "status", word(row->status)) &&
           cJSON_AddNumberToObject(test, "score", row->points) &&
           cJSON_AddStringToObject(test, "message", row->why) &&
           cJSON_AddStringToObject(test, "test_code", row->id) &&
           cJSON_AddStringToObject(test, "filename", row->file) &&
           cJSON_AddNumberToObject(test, "line_no", (double)row->line) &&
           cJSON_AddNumberToObject(test, "duration", floor(1e3 * row->seconds));
}

static bool add_all(cJSON *root, const struct export *e)
{
    const struct results *results = e->results;
    const char *status = results->score == results->max_score ? "pass"
                         : results->built                     ? "fail"
                                                              : "error";
    cJSON *tests = cJSON_AddArrayToObject(root, "tests");
    bool ok = tests && cJSON_AddNumberToObject(root, "version", 1) &&
              cJSON_AddStringToObject(root, "status", status) &&
              cJSON_AddNumberToObject(root, "max_score", results->max_score);
    for (size_t i = 0; ok && i < e->n_rows; i++)
        ok = add_test(tests, &e->rows[i]);
    return ok;
}

static int write_base64(const char *text, FILE *stream)
{
    size_t n = strlen(text);
    size_t size = sodium_base64_ENCODED_LEN(n, sodium_base64_VARIANT_ORIGINAL);
    char *encoded = malloc(size);
    if (!encoded)
        return error("no memory for an export");
    sodium_bin2base64(encoded, size, (const unsigned char *)text, n,
                      sodium_base64_VARIANT_ORIGINAL);
    fprintf(stream, "result=%s\n", encoded);
    free(encoded);
    return 0;
}

int write_github_classroom(const struct export *e, FILE *stream)
{
    cJSON *root = cJSON_CreateObject();
    char *text = root && add_all(root, e) ? cJSON_PrintUnformatted(root) : NULL;
    int status = text ? write_base64(text, stream) : error("no memory for an export");
    cJSON_free(text);
    cJSON_Delete(root);
    return status;
}
