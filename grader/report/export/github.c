/* GitHub Actions: commands on stdout that show errors beside the student's lines, at most as many as a step
 * may show, and one notice with the points. A text within a command is escaped as GitHub asks, so that
 * none ends its line or its property. */
#include "report/export/formats.h"
#include "report/export_message.h"

enum { MAX_OF_A_KIND = 10, MAX_TEXT = 1000 };

static void write_escaped(FILE *stream, const char *text, bool in_property)
{
    const char *end = text + export_cut(text, MAX_TEXT);
    for (; text < end; text++)
        switch (*text) {
        case '%': fputs("%25", stream); break;
        case '\r': fputs("%0D", stream); break;
        case '\n': fputs("%0A", stream); break;
        case ':': fputs(in_property ? "%3A" : ":", stream); break;
        case ',': fputs(in_property ? "%2C" : ",", stream); break;
        default: fputc(*text, stream);
        }
}

static void write_annotation(FILE *stream, const struct export *e, const char *kind,
                             const char *file, size_t line, size_t column,
                             const char *title, const char *message)
{
    char path[EXPORT_MAX_PATH + 1];
    export_path(e, file, path);
    fprintf(stream, "::%s file=", kind);
    write_escaped(stream, path, true);
    fprintf(stream, ",line=%zu", line);
    if (column > 0)
        fprintf(stream, ",col=%zu", column);
    fputs(",title=", stream);
    write_escaped(stream, title, true);
    fputs("::", stream);
    write_escaped(stream, message, false);
    fputc('\n', stream);
}

/* Returns how many there were no room for. */
static size_t write_problems(FILE *stream, const struct export *e, bool errors,
                             size_t *n_written)
{
    size_t n_left = 0;
    for (size_t i = 0; i < e->results->n_problems; i++) {
        const struct results_problem *p = &e->results->problems[i];
        if (p->is_error != errors)
            continue;
        if (*n_written == MAX_OF_A_KIND) {
            n_left++;
            continue;
        }
        ++*n_written;
        write_annotation(stream, e, errors ? "error" : "warning", p->file, p->line,
                         p->column, "compiler", p->message);
    }
    return n_left;
}

static size_t write_findings(FILE *stream, const struct export *e, size_t *n_written)
{
    size_t n_left = 0;
    for (size_t i = 0; i < e->n_rows; i++) {
        const struct export_row *row = &e->rows[i];
        if (row->line == 0)
            continue;
        if (*n_written == MAX_OF_A_KIND) {
            n_left++;
            continue;
        }
        ++*n_written;
        write_annotation(stream, e, "error", row->file, row->line, 0, row->name,
                         row->message[0] ? row->message : row->why);
    }
    return n_left;
}

int write_github(const struct export *e, FILE *stream)
{
    size_t n_errors = 0, n_warnings = 0;
    size_t n_left = write_problems(stream, e, true, &n_errors);
    n_left += write_findings(stream, e, &n_errors);
    n_left += write_problems(stream, e, false, &n_warnings);
    if (!e->results->built && n_errors == 0)
        fputs("::error title=build::Nothing could be compiled and linked.\n", stream);
    fputs("::notice title=Gradecheck::", stream);
    write_escaped(stream, e->summary, false);
    if (!e->results->built)
        fputs("; not built", stream);
    if (n_left > 0)
        fprintf(stream, "; %zu more errors and warnings are in the log", n_left);
    fputc('\n', stream);
    return 0;
}
