#include "class/class_commands.h"
#include "class/exports.h"
#include "class/policy.h"
#include "error.h"
#include "file.h"
#include "standard_output.h"

#include <stdlib.h>
#include <string.h>

static const struct format {
    const char *name, *what;
    int (*write)(const struct class_export *e, FILE *stream);
    bool fills, anonymous; /* takes --into, --anonymous */
} formats[] = {
    {"csv", "a table, a row a student, with everything about the mark", export_csv, false,
     true},
    {"canvas", "the instructor's own Canvas export (--into), filled in", export_canvas,
     true, false},
    {"moodle", "the Moodle grading worksheet (--into), filled in; else a CSV to import",
     export_moodle, true, false},
    {"jsonl", "a JSON object a student, a line each, with tasks and causes", export_jsonl,
     false, true},
    {"pages", "a report page a student, in the folder -o", export_pages, false, true},
};

enum { N_FORMATS = sizeof formats / sizeof formats[0] };

const char *export_name(const struct export_row *row)
{
    return row->pseudonym[0] ? row->pseudonym : row->mark->student.id;
}

static void list_formats(FILE *stream)
{
    fputs("formats:\n", stream);
    for (size_t f = 0; f < N_FORMATS; f++)
        fprintf(stream, "  %-8s %s\n", formats[f].name, formats[f].what);
}

static const struct format *find_format(const char *name)
{
    for (size_t f = 0; f < N_FORMATS; f++)
        if (strcmp(formats[f].name, name) == 0)
            return &formats[f];
    error("there is no format '%s'", name);
    list_formats(stderr);
    return NULL;
}

/* Do the other options fit the format? */
static int check_options(const struct class_options *options, const struct format *format)
{
    if (options->into && !format->fills)
        return error("--into is for canvas and moodle, not for %s", format->name);
    if (options->column && !options->into)
        return error("--column is a column of the file --into");
    if (options->anonymous && !format->anonymous)
        return error("%s is read by a platform that has to know the students: no "
                     "--anonymous",
                     format->name);
    if (format->write == export_canvas && !options->into)
        return error("canvas fills in the export that Canvas makes: --into FILE.csv");
    if (format->write == export_pages && !options->output)
        return error("pages are written to a folder: -o FOLDER");
    return 0;
}

/* ---- what is written, in which order ---- */

static int by_name(const void *a, const void *b)
{
    return strcmp(export_name(a), export_name(b));
}

/* Ids are in order already; an order of theirs would tell who is behind which pseudonym. */
static int name_rows(struct class_export *e)
{
    unsigned char key[PSEUDONYM_KEY_BYTES];
    if (e->options->anonymous && pseudonym_key(e->book, key) != 0)
        return -1;
    if (!(e->rows = calloc(e->marks->n + 1, sizeof *e->rows)))
        return error("out of memory");
    for (size_t i = 0; i < e->marks->n; i++) {
        e->rows[i].mark = &e->marks->marks[i];
        if (e->options->anonymous)
            pseudonym(e->rows[i].pseudonym, key, e->marks->marks[i].student.id);
    }
    qsort(e->rows, e->marks->n, sizeof *e->rows, by_name);
    return 0;
}

/* ---- where it goes ---- */

static int save(const struct class_options *options, const char *text, size_t n)
{
    if (options->output)
        return file_replace(options->output, text, n) == 0 ? CLASS_EXIT_DONE
                                                           : CLASS_EXIT_FAILED;
    fwrite(text, 1, n, stdout);
    return standard_output_flush() == 0 ? CLASS_EXIT_DONE : CLASS_EXIT_FAILED;
}

/* All of it is made before any of it is written. */
static int write_text(const struct class_export *e, const struct format *format)
{
    char *text = NULL;
    size_t n = 0;
    FILE *stream = open_memstream(&text, &n);
    if (!stream) {
        error("out of memory");
        return CLASS_EXIT_FAILED;
    }
    int status = format->write(e, stream);
    if (fclose(stream) != 0 && status < CLASS_EXIT_USAGE) {
        error("out of memory");
        status = CLASS_EXIT_FAILED;
    }
    if (status < CLASS_EXIT_USAGE && format->write != export_pages) {
        int saved = save(e->options, text, n);
        status = saved > status ? saved : status;
    }
    free(text);
    return status;
}

/* Says how many marks wait for the grader. */
static int count_failures(const struct class_export *e)
{
    size_t n = 0;
    for (size_t i = 0; i < e->marks->n; i++)
        n += e->marks->marks[i].status == MARK_GRADER_FAILED &&
             !e->marks->marks[i].has_points;
    if (n == 0)
        return CLASS_EXIT_DONE;
    error(
        "the grader failed on %zu of %zu students, who have no mark: 'gradeclass grade' "
        "tries again",
        n, e->marks->n);
    return CLASS_EXIT_ATTENTION;
}

static int export_marks(struct class_export *e, const struct format *format)
{
    if (name_rows(e) != 0)
        return CLASS_EXIT_FAILED;
    int status = write_text(e, format);
    if (status < CLASS_EXIT_USAGE && count_failures(e) != CLASS_EXIT_DONE)
        status = CLASS_EXIT_ATTENTION;
    free(e->rows);
    return status;
}

/* ---- the command ---- */

static int export_book(const struct class_options *options, const struct format *format,
                       const struct policy *policy)
{
    struct marks marks;
    struct class_export e = {.options = options, .marks = &marks};
    int status = CLASS_EXIT_USAGE;
    if (gradebook_open(&e.book, options->operand, GRADEBOOK_READ) != 0)
        return CLASS_EXIT_USAGE;
    if (marks_make(&marks, e.book, policy) == 0) {
        status = export_marks(&e, format);
        marks_release(&marks);
    }
    gradebook_close(e.book);
    return status;
}

int class_export(const struct class_options *options)
{
    struct policy policy;
    if (strcmp(options->format, "help") == 0) {
        list_formats(stdout);
        return standard_output_flush() == 0 ? CLASS_EXIT_DONE : CLASS_EXIT_FAILED;
    }
    const struct format *format = find_format(options->format);
    if (!format || check_options(options, format) != 0)
        return CLASS_EXIT_USAGE;
    if (!options->policy)
        return export_book(options, format, NULL);
    if (policy_read(&policy, options->policy) != 0)
        return CLASS_EXIT_USAGE;
    int status = export_book(options, format, &policy);
    policy_release(&policy);
    return status;
}
