#include "class/csv.h"

#include "class/grow.h"
#include "error.h"
#include "file.h"
#include "printable.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* The rows' cells lie one after another in one array; where that is, is known at the end alone. */
struct reader {
    struct csv *csv;
    const char *name;
    size_t at, line;
    char *to; /* where the next text goes */
    struct csv_cell *cells;
    size_t n_cells;
};

static struct csv_cell *new_cell(struct reader *r)
{
    struct csv_row *row = &r->csv->rows[r->csv->n_rows - 1];
    if (row->n_cells == CSV_MAX_COLUMNS) {
        error("'%s', line %zu: more than %d cells in a row", r->name, r->line,
              CSV_MAX_COLUMNS);
        return NULL;
    }
    if (r->n_cells == CSV_MAX_CELLS) {
        error("'%s', line %zu: more than %d cells", r->name, r->line, CSV_MAX_CELLS);
        return NULL;
    }
    struct csv_cell *cells = grow(r->cells, r->n_cells, sizeof *cells);
    if (!cells)
        return NULL;
    r->cells = cells;
    row->n_cells++;
    return &cells[r->n_cells++];
}

static int new_row(struct reader *r)
{
    struct csv_row *rows = grow(r->csv->rows, r->csv->n_rows, sizeof *rows);
    if (!rows)
        return -1;
    r->csv->rows = rows;
    rows[r->csv->n_rows++] = (struct csv_row){.line = r->line};
    return 0;
}

static char at(const struct reader *r)
{
    return (char)r->csv->bytes[r->at]; /* a NUL stands behind the end */
}

static bool is_line_end(char c)
{
    return c == '\n' || c == '\r';
}

/* Steps over LF, CRLF or a lone CR. */
static void skip_line_end(struct reader *r)
{
    r->at += at(r) == '\r' && r->csv->bytes[r->at + 1] == '\n' ? 2 : 1;
    r->line++;
}

/* From the quote on; a quote in it is written twice. */
static int read_quoted(struct reader *r)
{
    size_t begin = r->line;
    for (r->at++; at(r) != '"' || r->csv->bytes[r->at + 1] == '"'; r->at++) {
        if (r->at == r->csv->n_bytes)
            return error("'%s', line %zu: a quote begins and does not end", r->name,
                         begin);
        if (at(r) == '"')
            r->at++;
        else if (at(r) == '\n' || (at(r) == '\r' && r->csv->bytes[r->at + 1] != '\n'))
            r->line++;
        *r->to++ = at(r);
    }
    r->at++;
    if (r->at < r->csv->n_bytes && at(r) != r->csv->separator && !is_line_end(at(r)))
        return error("'%s', line %zu: text behind the quote that ends a cell; a quote in "
                     "a text is written twice",
                     r->name, r->line);
    return 0;
}

static int read_cell(struct reader *r)
{
    struct csv_cell *cell = new_cell(r);
    if (!cell)
        return -1;
    cell->text = r->to;
    cell->first = r->at;
    if (at(r) == '"') {
        if (read_quoted(r) != 0)
            return -1;
    } else {
        while (r->at < r->csv->n_bytes && at(r) != r->csv->separator &&
               !is_line_end(at(r)))
            *r->to++ = (char)r->csv->bytes[r->at++];
    }
    *r->to++ = '\0';
    cell->end = r->at;
    return 0;
}

static int read_row(struct reader *r)
{
    if (new_row(r) != 0 || read_cell(r) != 0)
        return -1;
    while (at(r) == r->csv->separator) {
        r->at++;
        if (read_cell(r) != 0)
            return -1;
    }
    return 0;
}

/* What the first line that is not blank has most of; a comma where there is none. */
static char find_separator(const struct csv *csv, size_t first)
{
    static const char separators[] = ",;\t";
    size_t counts[sizeof separators] = {0};
    bool quoted = false;
    const char *c = (const char *)csv->bytes + first, *found;
    c += strspn(c, "\r\n");
    for (; *c && (quoted || !is_line_end(*c)); c++)
        if (*c == '"')
            quoted = !quoted;
        else if (!quoted && (found = strchr(separators, *c)))
            counts[found - separators]++;
    size_t most = 0;
    for (size_t s = 1; separators[s]; s++)
        if (counts[s] > counts[most])
            most = s;
    return separators[most];
}

/* The line of byte i; a byte that is no character is seen before lines are counted. */
static size_t line_of(const struct csv *csv, size_t i)
{
    size_t line = 1;
    for (size_t b = 0; b < i; b++)
        line +=
            csv->bytes[b] == '\n' || (csv->bytes[b] == '\r' && csv->bytes[b + 1] != '\n');
    return line;
}

static int check_bytes(const struct csv *csv, const char *name)
{
    const char *text = (const char *)csv->bytes;
    size_t valid = printable_utf8(text, csv->n_bytes), length = strlen(text);
    if (valid < csv->n_bytes || length < csv->n_bytes)
        return error("'%s', line %zu: not UTF-8: save it as 'CSV UTF-8'", name,
                     line_of(csv, valid < length ? valid : length));
    return 0;
}

static int read_rows(struct csv *csv, const char *name)
{
    static const char mark[] = "\xef\xbb\xbf";
    struct reader r = {.csv = csv, .name = name, .line = 1, .to = csv->texts};
    if (strncmp((const char *)csv->bytes, mark, strlen(mark)) == 0)
        r.at = strlen(mark);
    csv->separator = find_separator(csv, r.at);
    int status = 0;
    while (r.at < csv->n_bytes && status == 0) {
        if (is_line_end(at(&r)))
            skip_line_end(&r);
        else
            status = read_row(&r);
    }
    if (csv->n_rows == 0 || status != 0) {
        free(r.cells);
        return status;
    }
    for (size_t i = 0, c = 0; i < csv->n_rows; c += csv->rows[i++].n_cells)
        csv->rows[i].cells = r.cells + c;
    return 0;
}

/* Owns csv->bytes from here on. */
static int parse(struct csv *csv, const char *name)
{
    /* A cell's NUL takes the place of what ends it; the last one may end with the file. */
    int status = check_bytes(csv, name);
    if (status == 0 && !(csv->texts = malloc(csv->n_bytes + 1)))
        status = error("out of memory");
    if (status == 0)
        status = read_rows(csv, name);
    if (status == 0)
        return 0;
    free(csv->rows); /* whose cells are gone */
    csv->rows = NULL;
    csv->n_rows = 0;
    csv_release(csv);
    return -1;
}

int csv_read(struct csv *csv, const char *path)
{
    *csv = (struct csv){.separator = ','};
    return file_read(path, CSV_MAX_BYTES, &csv->bytes, &csv->n_bytes) == 0
               ? parse(csv, path)
               : -1;
}

int csv_parse(struct csv *csv, const void *bytes, size_t n_bytes, const char *name)
{
    *csv = (struct csv){.separator = ','};
    if (n_bytes > CSV_MAX_BYTES)
        return error("'%s' is larger than %d bytes", name, CSV_MAX_BYTES);
    if (!(csv->bytes = malloc(n_bytes + 1)))
        return error("out of memory");
    memcpy(csv->bytes, bytes, n_bytes);
    csv->bytes[n_bytes] = '\0';
    csv->n_bytes = n_bytes;
    return parse(csv, name);
}

const struct csv_cell *csv_cell(const struct csv *csv, size_t row, size_t column)
{
    static const struct csv_cell empty = {.text = ""};
    assert(row < csv->n_rows);
    return column < csv->rows[row].n_cells ? &csv->rows[row].cells[column] : &empty;
}

/* A letter as headers are compared. */
static char folded(char c)
{
    return c == '-' || c == '_'     ? ' '
           : (c >= 'A' && c <= 'Z') ? (char)(c - 'A' + 'a')
                                    : c;
}

static bool is_header(const char *text, const char *name)
{
    text += strspn(text, " ");
    for (; *name; text++, name++)
        if (folded(*text) != folded(*name))
            return false;
    return text[strspn(text, " ")] == '\0';
}

long csv_column(const struct csv *csv, const char *const *names)
{
    for (; csv->n_rows > 0 && *names; names++)
        for (size_t c = 0; c < csv->rows[0].n_cells; c++)
            if (is_header(csv->rows[0].cells[c].text, *names))
                return (long)c;
    return -1;
}

void csv_release(struct csv *csv)
{
    if (csv->n_rows > 0)
        free(csv->rows[0].cells);
    free(csv->rows);
    free(csv->texts);
    free(csv->bytes);
    *csv = (struct csv){.separator = ','};
}
