/* CSV as in RFC 4180, UTF-8, every text quoted. What a spreadsheet would compute gets a ' in front. */
#include "printable.h"
#include "report/export/formats.h"
#include "report/export_message.h"

/* Newlines within a cell are legal and confuse many readers. */
static void write_cell(FILE *stream, const char *text, const char *end)
{
    fputc('"', stream);
    if (printable_is_formula(text))
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
