/* fuzz_csv.c: rosters and spreadsheets of platforms, and what is written of them: a table that was read, written
 * and read again is the same. */
#include "class/csv.h"
#include "fuzz.h"
#include "oracles.h"
#include "printable.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Cells and rows lie one behind the other in the bytes. */
static void check(const struct csv *csv, const uint8_t *bytes, size_t n)
{
    size_t end = 0, line = 0;
    assert(csv->n_bytes == n && memcmp(csv->bytes, bytes, n) == 0);
    assert(strchr(",;\t", csv->separator) && csv->separator);
    for (size_t r = 0; r < csv->n_rows; r++) {
        const struct csv_row *row = &csv->rows[r];
        assert(row->line > line && row->n_cells >= 1 && row->n_cells <= CSV_MAX_COLUMNS);
        line = row->line;
        for (size_t c = 0; c < row->n_cells; c++) {
            const struct csv_cell *cell = csv_cell(csv, r, c);
            size_t length = strlen(cell->text);
            assert(cell->first >= end && cell->end >= cell->first && cell->end <= n);
            assert(length <= cell->end - cell->first);
            assert(printable_utf8(cell->text, length) == length);
            end = cell->end;
        }
        assert(!*csv_cell(csv, r, row->n_cells)->text);
    }
}

/* The first row has a second cell, so that what separates is seen; the texts' own ',' are in quotes. */
static char *write_all(const struct csv *csv, size_t *n)
{
    char *text = NULL;
    FILE *stream = open_memstream(&text, n);
    assert(stream);
    fputs("a,b\n", stream);
    for (size_t r = 0; r < csv->n_rows; r++) {
        fputs("-,", stream); /* so that no row is blank */
        for (size_t c = 0; c < csv->rows[r].n_cells; c++) {
            csv_write(stream, csv_cell(csv, r, c)->text);
            fputc(c + 1 < csv->rows[r].n_cells ? ',' : '\n', stream);
        }
    }
    assert(fclose(stream) == 0);
    return text;
}

static void check_written(const struct csv *csv)
{
    struct csv again;
    size_t n;
    char *text = write_all(csv, &n);
    assert(csv_parse(&again, text, n, "again") == 0);
    assert(again.separator == ',' && again.n_rows == csv->n_rows + 1);
    for (size_t r = 0; r < csv->n_rows; r++) {
        assert(again.rows[r + 1].n_cells == csv->rows[r].n_cells + 1);
        for (size_t c = 0; c < csv->rows[r].n_cells; c++)
            assert(strcmp(csv_cell(&again, r + 1, c + 1)->text,
                          csv_cell(csv, r, c)->text) == 0);
    }
    csv_release(&again);
    free(text);
}

/* What a spreadsheet would compute has a sign in front. */
static void check_foreign(const char *text)
{
    char *written = NULL;
    size_t n;
    FILE *stream = open_memstream(&written, &n);
    assert(stream && csv_write_foreign(stream, text) == 0 && fclose(stream) == 0);
    assert(text_is_safe(written, n, false));
    assert(!printable_is_formula(written + (written[0] == '"')));
    free(written);
}

static bool has_room(const struct csv *csv)
{
    for (size_t r = 0; r < csv->n_rows; r++)
        if (csv->rows[r].n_cells == CSV_MAX_COLUMNS)
            return false;
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    static const char *const names[] = {"id", "student", NULL};
    struct csv csv;
    int status = csv_parse(&csv, bytes, n, "table.csv");
    assert(errors_taken() == (status == 0 ? 0 : 1));
    if (status != 0) {
        assert(status == -1 && !csv.rows && csv.n_rows == 0 && !csv.bytes);
        return 0;
    }
    check(&csv, bytes, n);
    long column = csv_column(&csv, names);
    assert(column >= -1 && (column < 0 || csv.n_rows > 0));
    assert(column < 0 || (size_t)column < csv.rows[0].n_cells);
    if (has_room(&csv))
        check_written(&csv);
    if (csv.n_rows > 0)
        check_foreign(csv_cell(&csv, 0, 0)->text);
    assert(errors_taken() == 0);
    csv_release(&csv);
    return 0;
}
