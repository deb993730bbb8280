#include "class/export_fill.h"

#include "class/class_commands.h"
#include "error.h"
#include "printable.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { MAX_NAMED = 5, NAMES_BYTES = MAX_NAMED * (PRINTABLE_NAME_BYTES + 2) + 32 };

int fill_open(struct fill *fill, const char *path, const struct marks *marks)
{
    *fill = (struct fill){.path = path};
    if (csv_read(&fill->csv, path) != 0)
        return -1;
    fill->rows = calloc(fill->csv.n_rows + 1, sizeof *fill->rows);
    fill->marks = calloc(fill->csv.n_rows + 1, sizeof *fill->marks);
    fill->found = calloc(marks->n + 1, sizeof *fill->found);
    if (fill->rows && fill->marks && fill->found)
        return 0;
    fill_release(fill);
    return error("out of memory");
}

void fill_release(struct fill *fill)
{
    csv_release(&fill->csv);
    free(fill->rows);
    free(fill->marks);
    free(fill->found);
}

bool fill_same(const char *cell, const char *text)
{
    return text[0] != '\0' && strcasecmp(cell, text) == 0;
}

/* ---- whose row? ---- */

static const struct mark *find_mark(const char *cell, const struct fill_key *key,
                                    const struct marks *marks)
{
    for (size_t i = 0; cell[0] != '\0' && i < marks->n; i++)
        if (key->is(cell, &marks->marks[i].student))
            return &marks->marks[i];
    return NULL;
}

int fill_find(struct fill *fill, size_t row, const struct fill_key *keys, size_t n,
              const struct marks *marks)
{
    const struct mark *mark = NULL;
    for (size_t k = 0; k < n && !mark; k++) {
        long column = csv_column(&fill->csv, keys[k].names);
        if (column >= 0)
            mark = find_mark(csv_cell(&fill->csv, row, (size_t)column)->text, &keys[k],
                             marks);
    }
    fill->rows[row] = mark ? FILL_KNOWN : FILL_UNKNOWN;
    fill->marks[row] = mark;
    if (!mark)
        return 0;
    if (fill->found[mark - marks->marks])
        return error("'%s', line %zu: student '%s' has a row above", fill->path,
                     fill->csv.rows[row].line, mark->student.id);
    fill->found[mark - marks->marks] = true;
    return 0;
}

int fill_check_maximum(const struct fill *fill, size_t row, const char *possible)
{
    char max[MARK_NUMBER_BYTES], *end = NULL;
    const struct mark *mark = fill->marks[row];
    double number = strtod(possible, &end);
    if (!mark || !mark->has_points || mark->max_c == 0 || end == possible)
        return 0;
    double off = 100 * number - (double)mark->max_c;
    if (off < 0.5 && off > -0.5)
        return 0;
    mark_number(max, mark->max_c);
    return error("'%s', line %zu: out of %g there, marks are out of %s: a policy with "
                 "[points] out_of = %g scales them",
                 fill->path, fill->csv.rows[row].line, number, max, number);
}

/* ---- what is written ---- */

static void write_bytes(const struct fill *fill, size_t from, size_t to, FILE *stream)
{
    fwrite(fill->csv.bytes + from, 1, to - from, stream);
}

/* Writes from byte AT to where the row's points end; returns that place. */
static size_t write_points(const struct fill *fill, size_t row, size_t at, FILE *stream)
{
    char points[MARK_NUMBER_BYTES];
    const struct csv_row *cells = &fill->csv.rows[row];
    mark_number(points, fill->marks[row]->points_c);
    if (fill->column < cells->n_cells) {
        const struct csv_cell *cell = &cells->cells[fill->column];
        write_bytes(fill, at, cell->first, stream);
        fputs(points, stream);
        return cell->end;
    }
    size_t end = cells->cells[cells->n_cells - 1].end;
    write_bytes(fill, at, end, stream);
    for (size_t c = cells->n_cells; c <= fill->column; c++)
        fputc(fill->csv.separator, stream);
    fputs(points, stream);
    return end;
}

static void write_table(const struct fill *fill, FILE *stream)
{
    size_t at = 0;
    for (size_t r = 0; r < fill->csv.n_rows; r++)
        if (fill->marks[r] && fill->marks[r]->has_points)
            at = write_points(fill, r, at, stream);
    write_bytes(fill, at, fill->csv.n_bytes, stream);
}

/* ---- who is on one side alone ---- */

/* Adds NAME to a list of at most MAX_NAMED; N are in it. */
static int add_name(char list[NAMES_BYTES], size_t n, const char *name)
{
    if (n >= MAX_NAMED)
        return 0;
    char *shown = printable_name(name);
    if (!shown)
        return -1;
    printable_cut(shown, PRINTABLE_NAME_BYTES);
    size_t used = strlen(list);
    snprintf(list + used, NAMES_BYTES - used, "%s%s", n > 0 ? ", " : "", shown);
    free(shown);
    return 0;
}

static const char *and_more(size_t n)
{
    return n > MAX_NAMED ? ", ..." : "";
}

/* Who is in the gradebook alone. Returns their number, or -1 after one error line. */
static long tell_missing(const struct fill *fill, const struct class_export *e)
{
    char list[NAMES_BYTES] = "";
    size_t n = 0;
    for (size_t i = 0; i < e->marks->n; i++)
        if (!fill->found[i] && add_name(list, n++, e->marks->marks[i].student.id) != 0)
            return -1;
    if (n > 0)
        error("%zu of the gradebook's students %s not in '%s': %s%s", n,
              n == 1 ? "is" : "are", fill->path, list, and_more(n));
    return (long)n;
}

/* Who is in the table alone. */
static long tell_unknown(const struct fill *fill, const struct class_export *e)
{
    char list[NAMES_BYTES] = "";
    size_t n = 0;
    for (size_t r = 0; r < fill->csv.n_rows; r++)
        if (fill->rows[r] == FILL_UNKNOWN &&
            add_name(list, n++, csv_cell(&fill->csv, r, 0)->text) != 0)
            return -1;
    if (n > 0)
        error("%zu of the students in '%s' %s not in the gradebook '%s': %s%s", n,
              fill->path, n == 1 ? "is" : "are", e->options->operand, list, and_more(n));
    return (long)n;
}

int fill_write(const struct fill *fill, const struct class_export *e, FILE *stream)
{
    long missing = tell_missing(fill, e), unknown = tell_unknown(fill, e);
    write_table(fill, stream);
    return missing < 0 || unknown < 0   ? CLASS_EXIT_FAILED
           : missing > 0 || unknown > 0 ? CLASS_EXIT_ATTENTION
                                        : CLASS_EXIT_DONE;
}
