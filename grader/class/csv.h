/* csv.h: comma-separated values (RFC 4180) as spreadsheets and learning platforms write them: cells in
 * quotes, line breaks within them, CRLF or LF, a byte order mark, ';' or tab in a comma's place.
 *
 *     struct csv csv;
 *     if (csv_read(&csv, "roster.csv") != 0)
 *         return -1;
 *     for (size_t r = 1; r < csv.n_rows; r++)
 *         puts(csv_cell(&csv, r, column)->text);
 *     csv_release(&csv);
 */
#ifndef GRADER_CLASS_CSV_H
#define GRADER_CLASS_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum { CSV_MAX_BYTES = 64 << 20, CSV_MAX_COLUMNS = 4096, CSV_MAX_CELLS = 4 << 20 };

struct csv_cell {
    const char *text;  /* without its quotes, NUL-terminated; valid UTF-8 */
    size_t first, end; /* its bytes in csv.bytes as they were, quotes included */
};

struct csv_row {
    size_t line; /* of its first byte in the file, from 1; a lone CR ends one, too */
    size_t n_cells;
    struct csv_cell *cells;
};

struct csv {
    unsigned char *bytes; /* the file as it was, a NUL behind it */
    size_t n_bytes;
    char
        separator; /* ',', ';' or '\t': what the first row has most of, outside of quotes */
    size_t n_rows; /* without blank lines */
    struct csv_row *rows;
    char *texts; /* what the cells' texts lie in */
};

/* Reads the file at PATH. Returns 0, or -1 after one error line that names the file and the line, with
 * *csv empty: not there, too large, not UTF-8, a NUL in it, a quote that does not end or has text behind
 * it, too many cells. A quote within a cell that begins without one is part of its text. */
int csv_read(struct csv *csv, const char *path);

/* The same from n bytes, which are copied; NAME stands for them in error lines. */
int csv_parse(struct csv *csv, const void *bytes, size_t n_bytes, const char *name);

/* The cell, or an empty one where the row is shorter. */
const struct csv_cell *csv_cell(const struct csv *csv, size_t row, size_t column);

/* The column whose header (row 0) is one of NAMES, a NULL-terminated list, in any case and with
 * spaces, '-' and '_' alike; -1: none. The name that comes first wins, then the first column. */
long csv_column(const struct csv *csv, const char *const *names);

void csv_release(struct csv *csv);

/* Writes TEXT as a cell, in quotes where any of the separators or a space at an end asks for them. */
void csv_write(FILE *stream, const char *text);

/* The same for what a stranger wrote: it is made printable (printable.h), and a text that a spreadsheet
 * would take for a formula (= + - @ first, also in full width, behind spaces too) gets an apostrophe in
 * front. Returns 0, or -1 after one error line: no memory. */
int csv_write_foreign(FILE *stream, const char *text);

#endif
