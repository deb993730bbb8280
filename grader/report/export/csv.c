/* CSV as in RFC 4180, UTF-8, every text quoted. A spreadsheet computes cells that begin with = + - @ or
 * with a tab or a CR: those get a ' in front. */
#include "report/export/formats.h"
#include "report/export_message.h"

#include <string.h>

/* The same signs in full width are taken for them, too. */
static bool is_formula(const char *text)
{
    static const char *const wide[] = {"\xef\xbc\x8b", "\xef\xbc\x8d", "\xef\xbc\x9d",
                                       "\xef\xbc\xa0", "\xe2\x88\x92"};
    text += strspn(text, " ");
    for (size_t i = 0; i < sizeof wide / sizeof wide[0]; i++)
        if (strncmp(text, wide[i], strlen(wide[i])) == 0)
            return true;
    return *text && strchr("=+-@\t\r", *text);
}

/* Newlines within a cell are legal and confuse many readers. */
static void write_cell(FILE *stream, const char *text, const char *end)
{
    fputc('"', stream);
    if (is_formula(text))
        fputc('\'', stream);
    for (; *text; text++) {
        if (*text == '"')
            fputc('"', stream);
        fputc(*text == '\n' || *text == '\t' ? ' ' : *text, stream);
    }
    fprintf(stream, "\"%s", end);
}

int write_csv(const struct export *e, FILE *stream)
{
    char submission[EXPORT_MAX_NAME + 1];
    export_line(submission, sizeof submission, e->results->submission);
    fputs("submission,checks,test,name,points,max_points,status,message\r\n", stream);
    for (size_t i = 0; i < e->n_rows; i++) {
        const struct export_row *row = &e->rows[i];
        write_cell(stream, submission, ",");
        write_cell(stream, e->results->hidden ? "hidden" : "public", ",");
        write_cell(stream, row->id, ",");
        write_cell(stream, row->name, ",");
        fprintf(stream, "%d,%d,%s,", row->points, row->max_points,
                export_status_name(row->status));
        write_cell(stream, row->why, "\r\n");
    }
    return 0;
}
