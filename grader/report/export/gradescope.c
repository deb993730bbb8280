/* Read by Gradescope from /autograder/results/results.json; fields as in
 * gradescope-autograders.readthedocs.io/en/latest/specs. A test of hidden visibility would hide the total
 * from the student, so that none has it: what is hidden is not here. */
#include "report/export/formats.h"

#include <stdlib.h>

static bool add_labels(cJSON *test, const struct export_row *row)
{
    const char *const names[] = {row->task};
    cJSON *tags = cJSON_CreateStringArray(names, 1);
    if (!tags || !cJSON_AddItemToObject(test, "tags", tags)) {
        cJSON_Delete(tags);
        return false;
    }
    cJSON *extra = cJSON_AddObjectToObject(test, "extra_data");
    return extra && cJSON_AddStringToObject(extra, "id", row->id) &&
           cJSON_AddStringToObject(extra, "status", export_status_name(row->status));
}

static bool add_test(cJSON *tests, const struct export_row *row)
{
    cJSON *test = cJSON_CreateObject();
    if (!test || !cJSON_AddItemToArray(tests, test)) {
        cJSON_Delete(test);
        return false;
    }
    /* There are two words for what came of a test. */
    const char *status = row->status == EXPORT_PASSED ? "passed" : "failed";
    return cJSON_AddStringToObject(test, "name", row->name) &&
           cJSON_AddStringToObject(test, "name_format", "text") &&
           cJSON_AddStringToObject(test, "number", row->number) &&
           cJSON_AddNumberToObject(test, "score", row->points) &&
           cJSON_AddNumberToObject(test, "max_score", row->max_points) &&
           cJSON_AddStringToObject(test, "status", status) &&
           cJSON_AddStringToObject(test, "output",
                                   row->message[0] ? row->message : row->why) &&
           cJSON_AddStringToObject(test, "output_format", "text") &&
           cJSON_AddStringToObject(test, "visibility", "visible") &&
           add_labels(test, row);
}

static char *print_output(const struct export *e)
{
    char *text = NULL;
    size_t n = 0;
    FILE *stream = open_memstream(&text, &n);
    if (!stream)
        return NULL;
    fprintf(stream, "%s\n", e->summary);
    if (!e->results->built)
        fputs("Nothing could be compiled and linked, so that no test was run.\n", stream);
    if (e->results->diagnostics[0])
        fprintf(stream, "\nThe compiler:\n%s\n", e->diagnostics);
    if (e->output[0])
        fprintf(stream, "\nThe submission printed:\n%s\n", e->output);
    return fclose(stream) == 0 ? text : NULL;
}

static bool add_head(cJSON *root, const struct export *e, const char *output)
{
    return cJSON_AddNumberToObject(root, "score", e->results->score) &&
           cJSON_AddNumberToObject(root, "execution_time", e->results->seconds) &&
           cJSON_AddStringToObject(root, "output", output) &&
           cJSON_AddStringToObject(root, "output_format", "text") &&
           cJSON_AddStringToObject(root, "test_output_format", "text") &&
           cJSON_AddStringToObject(root, "test_name_format", "text") &&
           cJSON_AddStringToObject(root, "visibility", "visible") &&
           cJSON_AddStringToObject(root, "stdout_visibility", "hidden");
}

static bool add_extra(cJSON *root, const struct export *e)
{
    cJSON *extra = cJSON_AddObjectToObject(root, "extra_data");
    return extra &&
           cJSON_AddStringToObject(extra, "grader_version", e->results->grader_version) &&
           cJSON_AddStringToObject(extra, "fixtures", e->results->fixtures_name) &&
           cJSON_AddStringToObject(extra, "lacking", e->results->lacking);
}

static bool add_all(cJSON *root, const struct export *e)
{
    char *output = print_output(e);
    bool ok = output && add_head(root, e, output) && add_extra(root, e);
    cJSON *tests = ok ? cJSON_AddArrayToObject(root, "tests") : NULL;
    ok = tests != NULL;
    for (size_t i = 0; ok && i < e->n_rows; i++)
        ok = add_test(tests, &e->rows[i]);
    free(output);
    return ok;
}

int write_gradescope(const struct export *e, FILE *stream)
{
    cJSON *root = cJSON_CreateObject();
    return export_write_json(root, root && add_all(root, e), false, stream);
}
