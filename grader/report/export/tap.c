/* TAP, a subtest a task, as version 14 describes them; the version says 13, since prove takes a later one
 * for an error, and to a reader of 13 subtests are lines to pass over. What could not be run is "not ok"
 * and no SKIP, which harnesses count as passed. */
#include "error.h"
#include "report/export/formats.h"

static void write_description(FILE *stream, const char *text)
{
    for (; *text; text++) {
        if (*text == '#' || *text == '\\')
            fputc('\\', stream);
        fputc(*text, stream);
    }
}

/* A string of JSON is one of YAML, too. */
static int write_string(FILE *stream, const char *key, const char *text)
{
    cJSON *string = cJSON_CreateString(text);
    char *json = string ? cJSON_PrintUnformatted(string) : NULL;
    if (json)
        fprintf(stream, "      %s: %s\n", key, json);
    bool ok = json != NULL;
    cJSON_free(json);
    cJSON_Delete(string);
    return ok ? 0 : error("no memory for an export");
}

static int write_test(FILE *stream, const struct export_row *row, size_t number)
{
    fprintf(stream, "    %s %zu - %s ", row->status == EXPORT_PASSED ? "ok" : "not ok",
            number, row->id);
    write_description(stream, row->name);
    fprintf(stream,
            "\n      ---\n      status: %s\n      points: %d\n      max_points: %d\n",
            export_status_name(row->status), row->points, row->max_points);
    if (row->why[0] && write_string(stream, "message", row->why) != 0)
        return -1;
    if (row->message[0] && write_string(stream, "details", row->message) != 0)
        return -1;
    fputs("      ...\n", stream);
    return 0;
}

static int write_task(FILE *stream, const struct export *e, size_t first, size_t number)
{
    size_t end = export_task_end(e, first);
    int points = 0, max_points = 0;
    bool passed = true;
    fprintf(stream, "# Subtest: %s\n    1..%zu\n", e->rows[first].task, end - first);
    for (size_t i = first; i < end; i++) {
        if (write_test(stream, &e->rows[i], i - first + 1) != 0)
            return -1;
        passed = passed && e->rows[i].status == EXPORT_PASSED;
        points += e->rows[i].points;
        max_points += e->rows[i].max_points;
    }
    fprintf(stream, "%s %zu - %s: %d of %d points\n", passed ? "ok" : "not ok", number,
            e->rows[first].task, points, max_points);
    return 0;
}

int write_tap(const struct export *e, FILE *stream)
{
    size_t n_tasks = 0, number = 1;
    for (size_t i = 0; i < e->n_rows; i = export_task_end(e, i))
        n_tasks++;
    fprintf(stream, "TAP version 13\n1..%zu\n# %s\n", n_tasks, e->summary);
    for (size_t i = 0; i < e->n_rows; i = export_task_end(e, i))
        if (write_task(stream, e, i, number++) != 0)
            return -1;
    return 0;
}
