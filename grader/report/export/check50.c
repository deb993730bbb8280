/* As check50 writes it (its json_specification.rst); `passed` is null for what could not be run. */
#include "report/export/formats.h"

static bool add_cause(cJSON *result, const struct export_row *row)
{
    if (row->status == EXPORT_PASSED)
        return cJSON_AddNullToObject(result, "cause") != NULL;
    cJSON *cause = cJSON_AddObjectToObject(result, "cause");
    bool ok = cause && cJSON_AddStringToObject(cause, "rationale", row->why) &&
              cJSON_AddStringToObject(cause, "help", row->message);
    if (ok && row->got[0])
        ok = cJSON_AddStringToObject(cause, "expected", row->expected) &&
             cJSON_AddStringToObject(cause, "actual", row->got);
    return ok;
}

static bool add_result(cJSON *list, const struct export_row *row)
{
    cJSON *result = cJSON_CreateObject();
    if (!result || !cJSON_AddItemToArray(list, result)) {
        cJSON_Delete(result);
        return false;
    }
    bool ok =
        cJSON_AddStringToObject(result, "name", row->id) &&
        cJSON_AddStringToObject(result, "description", row->name) &&
        (row->status == EXPORT_SKIPPED
             ? cJSON_AddNullToObject(result, "passed")
             : cJSON_AddBoolToObject(result, "passed", row->status == EXPORT_PASSED)) &&
        cJSON_AddArrayToObject(result, "log") && add_cause(result, row);
    cJSON *data = cJSON_AddObjectToObject(result, "data");
    return ok && data && cJSON_AddNumberToObject(data, "points", row->points) &&
           cJSON_AddNumberToObject(data, "max_points", row->max_points) &&
           cJSON_AddStringToObject(data, "status", export_status_name(row->status)) &&
           cJSON_AddNullToObject(result, "dependency");
}

int write_check50(const struct export *e, FILE *stream)
{
    cJSON *root = cJSON_CreateObject();
    bool ok = root &&
              cJSON_AddStringToObject(root, "slug", "gradecheck/backpropagation") &&
              cJSON_AddStringToObject(root, "version", e->results->grader_version);
    cJSON *list = ok ? cJSON_AddArrayToObject(root, "results") : NULL;
    ok = list != NULL;
    for (size_t i = 0; ok && i < e->n_rows; i++)
        ok = add_result(list, &e->rows[i]);
    return export_write_json(root, ok, false, stream);
}
