/* JUnit XML: the subset that its readers share. A suite a task; points are properties, since JUnit knows
 * none. Where something was not built, a test `build` fails: readers take skipped tests for none, and a
 * submission of which nothing runs would look right. */
#include "report/export/formats.h"
#include "report/xml.h"

#include <string.h>

struct counts {
    size_t tests, failures, errors, skipped;
    double seconds;
};

static void count(struct counts *counts, const struct export_row *row)
{
    counts->tests++;
    counts->failures += row->status == EXPORT_FAILED;
    counts->errors += row->status == EXPORT_ERROR;
    counts->skipped += row->status == EXPORT_SKIPPED;
    counts->seconds += row->seconds;
}

static void write_counts(FILE *stream, const struct counts *counts)
{
    xml_attribute_count(stream, "tests", counts->tests);
    xml_attribute_count(stream, "failures", counts->failures);
    xml_attribute_count(stream, "errors", counts->errors);
    xml_attribute_count(stream, "skipped", counts->skipped);
    xml_attribute_seconds(stream, "time", counts->seconds);
}

/* An xsd in use has the zone left out: all times here are UTC. */
static void write_timestamp(FILE *stream, const char *date)
{
    char timestamp[24];
    snprintf(timestamp, sizeof timestamp, "%.19s", date);
    if (date[0])
        xml_attribute(stream, "timestamp", timestamp);
}

static void write_property(FILE *stream, const char *name, int value)
{
    fprintf(stream, "<property name=\"%s\" value=\"%d\"/>", name, value);
}

/* ---- tests ---- */

static void write_outcome(FILE *stream, const struct export_row *row)
{
    static const char *const elements[] = {[EXPORT_FAILED] = "failure",
                                           [EXPORT_ERROR] = "error",
                                           [EXPORT_SKIPPED] = "skipped"};
    const char *element = elements[row->status];
    fprintf(stream, "      <%s", element);
    xml_attribute(stream, "message", row->why);
    if (row->status == EXPORT_SKIPPED) {
        fputs("/>\n", stream);
        return;
    }
    xml_attribute(stream, "type", export_status_name(row->status));
    fputc('>', stream);
    xml_text(stream, row->message);
    fprintf(stream, "</%s>\n", element);
}

static void write_test(FILE *stream, const struct export *e, const struct export_row *row)
{
    fputs("    <testcase", stream);
    xml_attribute(stream, "name", row->name);
    xml_attribute(stream, "classname", row->id);
    xml_attribute_seconds(stream, "time", row->seconds);
    if (row->line > 0) {
        char path[EXPORT_MAX_PATH + 1];
        export_path(e, row->file, path);
        xml_attribute(stream, "file", path);
        xml_attribute_count(stream, "line", row->line);
    }
    fputs(">\n      <properties>", stream);
    write_property(stream, "points", row->points);
    write_property(stream, "max_points", row->max_points);
    fputs("</properties>\n", stream);
    if (row->status != EXPORT_PASSED)
        write_outcome(stream, row);
    fputs("    </testcase>\n", stream);
}

static void write_suite(FILE *stream, const struct export *e, size_t first, size_t end)
{
    struct counts counts = {.tests = 0};
    int points = 0, max_points = 0;
    for (size_t i = first; i < end; i++) {
        count(&counts, &e->rows[i]);
        points += e->rows[i].points;
        max_points += e->rows[i].max_points;
    }
    fputs("  <testsuite", stream);
    xml_attribute(stream, "name", e->rows[first].task);
    write_counts(stream, &counts);
    write_timestamp(stream, e->results->date);
    fputs(">\n    <properties>", stream);
    write_property(stream, "points", points);
    write_property(stream, "max_points", max_points);
    fputs("</properties>\n", stream);
    for (size_t i = first; i < end; i++)
        write_test(stream, e, &e->rows[i]);
    fputs("  </testsuite>\n", stream);
}

/* ---- the submission ---- */

static bool has_skipped(const struct export *e)
{
    bool skipped = !e->results->built || e->results->n_failed > 0;
    for (size_t i = 0; i < e->n_rows; i++)
        skipped = skipped || e->rows[i].status == EXPORT_SKIPPED;
    return skipped;
}

static void write_build(FILE *stream, const struct export *e)
{
    fputs("    <testcase name=\"build\" classname=\"submission\" time=\"0.000\">\n",
          stream);
    if (has_skipped(e)) {
        fputs("      <error message=\"not all of the submission was built\" "
              "type=\"error\">",
              stream);
        if (e->results->undefined[0]) {
            size_t n = strlen(e->results->undefined);
            fprintf(stream, "%s", n < 2000 ? "not defined: " : "");
            xml_text(stream, n < 2000 ? e->results->undefined : "");
            fputc('\n', stream);
        }
        xml_text(stream, e->diagnostics);
        fputs("</error>\n", stream);
    }
    if (e->output[0]) {
        fputs("      <system-out>", stream);
        xml_text(stream, e->output);
        fputs("</system-out>\n", stream);
    }
    fputs("    </testcase>\n", stream);
}

static void write_submission(FILE *stream, const struct export *e)
{
    const struct counts counts = {
        .tests = 1, .errors = has_skipped(e), .seconds = e->results->build_seconds};
    fputs("  <testsuite name=\"submission\"", stream);
    write_counts(stream, &counts);
    write_timestamp(stream, e->results->date);
    fputs(">\n", stream);
    write_build(stream, e);
    fputs("  </testsuite>\n", stream);
}

int write_junit(const struct export *e, FILE *stream)
{
    struct counts counts = {.tests = 1, .errors = has_skipped(e)};
    for (size_t i = 0; i < e->n_rows; i++)
        count(&counts, &e->rows[i]);
    counts.seconds = e->results->seconds;
    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites", stream);
    xml_attribute(stream, "name", e->summary);
    write_counts(stream, &counts);
    fputs(">\n", stream);
    write_submission(stream, e);
    for (size_t i = 0; i < e->n_rows;) {
        size_t end = export_task_end(e, i);
        write_suite(stream, e, i, end);
        i = end;
    }
    fputs("</testsuites>\n", stream);
    return 0;
}
