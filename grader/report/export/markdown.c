/* GitHub's Markdown, without HTML, links and images. Whatever comes from the submission or the results
 * stands in a fenced block whose fence is longer than any in the text, or has its punctuation escaped. A
 * '@' outside of code would call for a user, a '#' for an issue: they stand in code of their own. */
#include "report/export/formats.h"
#include "report/export_message.h"

#include <string.h>

static void write_inline(FILE *stream, const char *text)
{
    for (; *text; text++) {
        if (*text == '@' || *text == '#')
            fprintf(stream, "`%c`", *text);
        else if (*text == '|')
            fputs("&#124;", stream);
        else if (*text == '<')
            fputs("&lt;", stream);
        else if (*text == '>')
            fputs("&gt;", stream);
        else if (*text == '&')
            fputs("&amp;", stream);
        else if (*text == '\n' || *text == '\t')
            fputc(' ', stream);
        else {
            if (strchr("\\`*_{}[]()!~:$.+-=^\"'/", *text))
                fputc('\\', stream);
            fputc(*text, stream);
        }
    }
}

static size_t longest_run(const char *text, char of)
{
    size_t longest = 0, run = 0;
    for (; *text; text++) {
        run = *text == of ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    return longest;
}

static void write_fence(FILE *stream, size_t n, const char *info)
{
    for (size_t i = 0; i < n; i++)
        fputc('`', stream);
    fprintf(stream, "%s\n", info);
}

static void write_block(FILE *stream, const char *text)
{
    size_t n = longest_run(text, '`'), length = strlen(text);
    n = n < 3 ? 3 : n + 1;
    fputc('\n', stream);
    write_fence(stream, n, "text");
    fputs(text, stream);
    if (length > 0 && text[length - 1] != '\n')
        fputc('\n', stream);
    write_fence(stream, n, "");
}

static void write_table(FILE *stream, const struct export *e)
{
    fputs("\n## All tests\n\n| test | | points | of | |\n|---|---|--:|--:|---|\n",
          stream);
    for (size_t i = 0; i < e->n_rows; i++) {
        const struct export_row *row = &e->rows[i];
        fprintf(stream, "| `%s` | ", row->id);
        write_inline(stream, row->name);
        fprintf(stream, " | %d | %d | %s |\n", row->points, row->max_points,
                export_status_name(row->status));
    }
}

static void write_failures(FILE *stream, const struct export *e)
{
    for (size_t i = 0; i < e->n_rows; i++) {
        const struct export_row *row = &e->rows[i];
        if (row->status == EXPORT_PASSED || !row->why[0])
            continue;
        fputs("\n## ", stream);
        write_inline(stream, row->name);
        fprintf(stream, "\n\n%d of %d points, %s\n", row->points, row->max_points,
                export_status_name(row->status));
        write_block(stream, row->message[0] ? row->message : row->why);
    }
}

int write_markdown(const struct export *e, FILE *stream)
{
    fputs("# Gradecheck, ", stream);
    write_inline(stream, e->summary);
    fputc('\n', stream);
    if (!e->results->built)
        fputs("\nNothing could be compiled and linked, so that no test was run.\n",
              stream);
    if (e->diagnostics[0]) {
        fputs("\n## The compiler\n", stream);
        write_block(stream, e->diagnostics);
    }
    write_failures(stream, e);
    write_table(stream, e);
    if (e->output[0]) {
        fputs("\n## What the submission printed\n", stream);
        write_block(stream, e->output);
    }
    return 0;
}
