/* Read by Classroom 50 from ./result.json (schema classroom50/result/v1). What it knows of the
 * submission it hands on in the environment. */
#include "printable.h"
#include "report/export/formats.h"

#include <stdlib.h>

enum { MAX_VALUE = 500 };

static bool add_variable(cJSON *root, const char *name, const char *variable)
{
    const char *value = getenv(variable);
    char *safe = printable_name(value ? value : "");
    if (!safe)
        return false;
    printable_cut(safe, MAX_VALUE);
    bool ok = cJSON_AddStringToObject(root, name, safe) != NULL;
    free(safe);
    return ok;
}

static bool add_test(cJSON *tests, const struct export_row *row)
{
    cJSON *test = cJSON_CreateObject();
    if (!test || !cJSON_AddItemToArray(tests, test)) {
        cJSON_Delete(test);
        return false;
    }
    return cJSON_AddStringToObject(test, "test-name", row->name) &&
           cJSON_AddBoolToObject(test, "passed", row->status == EXPORT_PASSED) &&
           cJSON_AddNumberToObject(test, "score", row->points) &&
           cJSON_AddNumberToObject(test, "max-score", row->max_points) &&
           cJSON_AddStringToObject(test, "id", row->id) &&
           cJSON_AddStringToObject(test, "status", export_status_name(row->status)) &&
           cJSON_AddStringToObject(test, "message",
                                   row->message[0] ? row->message : row->why);
}

static bool add_all(cJSON *root, const struct export *e)
{
    bool ok = cJSON_AddStringToObject(root, "schema", "classroom50/result/v1") &&
              add_variable(root, "classroom", "CLASSROOM") &&
              add_variable(root, "assignment", "ASSIGNMENT") &&
              add_variable(root, "owner", "USERNAME") &&
              add_variable(root, "submission", "SUBMISSION_TAG") &&
              add_variable(root, "commit", "COMMIT_URL") &&
              add_variable(root, "release", "RELEASE_URL") &&
              add_variable(root, "review", "REVIEW_URL") &&
              cJSON_AddStringToObject(root, "datetime", e->results->date) &&
              cJSON_AddNumberToObject(root, "score", e->results->score) &&
              cJSON_AddNumberToObject(root, "max-score", e->results->max_score);
    cJSON *tests = cJSON_AddArrayToObject(root, "tests");
    ok = ok && tests;
    for (size_t i = 0; ok && i < e->n_rows; i++)
        ok = add_test(tests, &e->rows[i]);
    return ok;
}

int write_classroom50(const struct export *e, FILE *stream)
{
    cJSON *root = cJSON_CreateObject();
    return export_write_json(root, root && add_all(root, e), false, stream);
}
