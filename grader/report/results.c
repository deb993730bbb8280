#include "report/results.h"

#include "error.h"
#include "file.h"
#include "report/results_member.h"
#include "report/results_task.h"

#include <ctype.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FORMAT_VERSION = 1, PIECE_BYTES = 1 << 16 };

/* ---- the text ---- */

/* cJSON allocates for every value and recurses for every level: both are counted before. */
static bool is_within_limits(const char *text, size_t n_bytes)
{
    size_t n_values = 1, depth = 0;
    bool in_text = false;
    for (size_t i = 0; i < n_bytes; i++) {
        char c = text[i];
        if (in_text && c == '\\')
            i++;
        else if (c == '"')
            in_text = !in_text;
        else if (!in_text) {
            n_values += c == ',' || c == '[' || c == '{';
            depth += c == '[' || c == '{';
            depth -= (c == ']' || c == '}') && depth > 0;
        }
        if (n_values > RESULTS_MAX_VALUES || depth > RESULTS_MAX_DEPTH)
            return false;
    }
    return true;
}

/* The whole text as one object; NULL after one error line. */
static cJSON *parse_object(const char *text, size_t n_bytes, const char *name)
{
    if (n_bytes > RESULTS_MAX_BYTES || !is_within_limits(text, n_bytes)) {
        error("'%s' is too large or nested too deep for a result of gradecheck", name);
        return NULL;
    }
    const char *end = NULL;
    cJSON *root = cJSON_ParseWithLengthOpts(text, n_bytes, &end, false);
    while (root && end < text + n_bytes && *end && strchr(" \t\r\n", *end))
        end++;
    if (!root || end < text + n_bytes)
        error("'%s' is not JSON", name);
    else if (!cJSON_IsObject(root))
        error("'%s' is no result of gradecheck", name);
    else
        return root;
    cJSON_Delete(root);
    return NULL;
}

/* ---- the whole ---- */

static int check_format(struct results_reader *reader, const cJSON *root)
{
    const cJSON *format = results_member(reader, root, "format");
    if (reader->failed)
        return -1;
    if (!cJSON_IsString(format) || strcmp(format->valuestring, "gradecheck results") != 0)
        return error("'%s' is no result of gradecheck", reader->name);
    size_t version = results_count(reader, root, "format_version", 1, INT32_MAX);
    if (!reader->failed && version != FORMAT_VERSION)
        return error(
            "'%s' has format_version %zu, and this gradecheck reads %d: use a newer one",
            reader->name, version, FORMAT_VERSION);
    return reader->failed ? -1 : 0;
}

static void read_problems(struct results_reader *reader, const cJSON *root,
                          struct results *results)
{
    static const char *const severities[] = {"warning", "error"};
    size_t n;
    if (!results_member(reader, root, "problems"))
        return;
    const cJSON *list = results_list(reader, root, "problems", RESULTS_MAX_PROBLEMS, &n);
    results->problems = results_allocate(reader, n, sizeof *results->problems);
    for (const cJSON *item = list ? list->child : NULL; item && !reader->failed;
         item = item->next) {
        struct results_problem *problem = &results->problems[results->n_problems++];
        problem->file = results_name(reader, item, "file");
        problem->message = results_text(reader, item, "message");
        problem->line = results_count(reader, item, "line", 1, INT32_MAX);
        problem->column = results_optional_count(reader, item, "column", 1, INT32_MAX);
        problem->is_error = results_choice(reader, item, "severity", severities, 2) == 1;
    }
}

static void read_tasks(struct results_reader *reader, const cJSON *root,
                       struct results *results)
{
    size_t n;
    const cJSON *list = results_list(reader, root, "tasks", RESULTS_MAX_TASKS, &n);
    results->tasks = results_allocate(reader, n, sizeof *results->tasks);
    for (const cJSON *item = list ? list->child : NULL; item && !reader->failed;
         item = item->next) {
        struct results_task *task = &results->tasks[results->n_tasks];
        results_read_task(reader, item, results->n_tasks, task);
        for (size_t t = 0; t < results->n_tasks && !reader->failed; t++)
            if (strcmp(results->tasks[t].id, task->id) == 0)
                results_refuse(reader, "task '%s' is there twice", task->id);
        results->n_tasks++;
    }
}

static void read_date(struct results_reader *reader, const cJSON *root,
                      struct results *results)
{
    static const char pattern[] = "0000-00-00T00:00:00Z";
    const char *date = results_optional_text(reader, root, "date");
    bool ok = date[0] == '\0' || strlen(date) == strlen(pattern);
    for (size_t i = 0; ok && date[i]; i++)
        ok = pattern[i] == '0' ? isdigit((unsigned char)date[i]) != 0
                               : date[i] == pattern[i];
    if (!ok)
        results_refuse(reader, "date '%.40s' is none like 2026-11-28T21:40:00Z", date);
    results->date = date;
}

static void read_build(struct results_reader *reader, const cJSON *root,
                       struct results *results)
{
    results->built = results_bool(reader, root, "built");
    results->n_sources = results_count(reader, root, "n_sources", 0, INT32_MAX);
    results->n_failed = results_count(reader, root, "n_failed", 0, INT32_MAX);
    results->diagnostics = results_text(reader, root, "diagnostics");
    results->undefined = results_optional_text(reader, root, "undefined");
    results->notes = results_optional_text(reader, root, "notes");
    results->student_output = results_text(reader, root, "student_output");
    results->layers = results_optional_text(reader, root, "layers");
    results->lacking = results_optional_text(reader, root, "lacking");
    results->seconds = results_seconds(reader, root, "seconds");
    results->build_seconds = results_seconds(reader, root, "build_seconds");
    read_problems(reader, root, results);
}

/* Of a run that has not ended, tasks are missing whose points count in max_score. */
static void check_sums(struct results_reader *reader, const struct results *results)
{
    int points = 0, max_points = 0;
    for (size_t t = 0; t < results->n_tasks; t++) {
        points += results->tasks[t].points;
        max_points += results->tasks[t].max_points;
    }
    if (results->complete &&
        (points != results->score || max_points != results->max_score))
        results_refuse(reader,
                       "points do not add up: %d of %d, and the tasks have %d of %d",
                       results->score, results->max_score, points, max_points);
    if (results->complete && results->n_tasks == 0)
        results_refuse(reader, "there is no task in it");
}

static void read_root(struct results_reader *reader, const cJSON *root,
                      struct results *results)
{
    results->grader_version = results_text(reader, root, "grader_version");
    results->submission = results_name(reader, root, "submission");
    results->complete = !results_member(reader, root, "complete") ||
                        results_bool(reader, root, "complete");
    read_date(reader, root, results);
    const cJSON *fixtures = results_object(reader, root, "fixtures");
    if (fixtures) {
        results->fixtures_name = results_name(reader, fixtures, "name");
        results->hidden = results_bool(reader, fixtures, "hidden");
    }
    results->score = (int)results_count(reader, root, "score", 0, RESULTS_MAX_POINTS);
    results->max_score =
        (int)results_count(reader, root, "max_score", 0, RESULTS_MAX_POINTS);
    read_tasks(reader, root, results);
    read_build(reader, root, results);
    if (!reader->failed)
        check_sums(reader, results);
}

int results_parse(struct results *results, const char *text, size_t n_bytes,
                  const char *name)
{
    struct results_reader reader = {.results = results, .name = name};
    *results = (struct results){.score = 0};
    cJSON *root = parse_object(text, n_bytes, name);
    if (!root)
        return -1;
    if (check_format(&reader, root) != 0)
        reader.failed = true;
    else
        read_root(&reader, root, results);
    cJSON_Delete(root);
    if (!reader.failed)
        return 0;
    results_release(results);
    return -1;
}

/* ---- the file ---- */

/* All of STREAM, which is not to be more than a result can be. */
static char *read_stream(FILE *stream, size_t *n_bytes)
{
    char *text = NULL;
    size_t n = 0, got = PIECE_BYTES;
    while (got == PIECE_BYTES && n <= RESULTS_MAX_BYTES) {
        char *more = realloc(text, n + PIECE_BYTES);
        if (!more) {
            free(text);
            error("no memory for stdin");
            return NULL;
        }
        text = more;
        got = fread(text + n, 1, PIECE_BYTES, stream);
        n += got;
    }
    if (ferror(stream)) {
        error("cannot read stdin: %s", strerror(errno));
        free(text);
        return NULL;
    }
    *n_bytes = n;
    return text;
}

int results_read(struct results *results, const char *path)
{
    bool is_stdin = strcmp(path, "-") == 0;
    unsigned char *bytes = NULL;
    size_t n_bytes = 0;
    *results = (struct results){.score = 0};
    if (is_stdin)
        bytes = (unsigned char *)read_stream(stdin, &n_bytes);
    else if (file_read(path, RESULTS_MAX_BYTES, &bytes, &n_bytes) != 0)
        bytes = NULL;
    if (!bytes)
        return -1;
    int status =
        results_parse(results, (const char *)bytes, n_bytes, is_stdin ? "stdin" : path);
    free(bytes);
    return status;
}

void results_release(struct results *results)
{
    for (size_t i = 0; i < results->n_owned; i++)
        free(results->owned[i]);
    free(results->owned);
    *results = (struct results){.score = 0};
}
