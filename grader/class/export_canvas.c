/* The export of a Canvas gradebook: a header, perhaps a row about posting, a row "Points Possible", then a row
 * a student. Assignments are called "Name (number)"; what Canvas computes is "(read only)" among the
 * points possible. Students are known by SIS Login ID, SIS User ID or Canvas' own number, and by
 * no name. */
#include "class/class_commands.h"
#include "class/export_fill.h"
#include "error.h"

#include <string.h>

static bool is_login(const char *cell, const struct student *s)
{
    return fill_same(cell, s->id) || fill_same(cell, s->email);
}

static bool is_id(const char *cell, const struct student *s)
{
    return fill_same(cell, s->id);
}

static bool is_number(const char *cell, const struct student *s)
{
    return fill_same(cell, s->platform);
}

static const char *const login_names[] = {"SIS Login ID", NULL};
static const char *const id_names[] = {"SIS User ID", NULL};
static const char *const number_names[] = {"ID", NULL};

static const struct fill_key keys[] = {
    {login_names, is_login}, {id_names, is_id}, {number_names, is_number}};

enum { N_KEYS = sizeof keys / sizeof keys[0] };

/* The number in "Backpropagation (4711)", or NULL. */
static const char *assignment_number(const char *header)
{
    const char *open = strrchr(header, '(');
    size_t n = open ? strspn(open + 1, "0123456789") : 0;
    return n > 0 && strcmp(open + 1 + n, ")") == 0 ? open + 1 : NULL;
}

static bool is_titled(const char *text, const char *title)
{
    text += strspn(text, " ");
    size_t n = strlen(title);
    return strncmp(text, title, n) == 0 && text[n + strspn(text + n, " ")] == '\0';
}

/* The row "Points Possible"; 0, which is the header: there is none. */
static size_t possible_row(const struct csv *csv)
{
    for (size_t r = 1; r < csv->n_rows; r++)
        if (is_titled(csv_cell(csv, r, 0)->text, "Points Possible"))
            return r;
    return 0;
}

static bool is_read_only(const struct csv *csv, size_t column)
{
    size_t row = possible_row(csv);
    return row > 0 && is_titled(csv_cell(csv, row, column)->text, "(read only)");
}

/* NAME is the header, or the assignment's name in front of its number, or the number. */
static bool is_called(const char *header, const char *name)
{
    const char *number = assignment_number(header);
    size_t n = strlen(name);
    if (strcmp(header, name) == 0)
        return true;
    if (!number)
        return false;
    return (strncmp(number, name, n) == 0 && strcmp(number + n, ")") == 0) ||
           (strncmp(header, name, n) == 0 &&
            header + n + strspn(header + n, " ") == number - 1);
}

/* The one column that is asked for; an assignment, where no NAME is given. */
static int find_column(struct fill *fill, const char *name)
{
    size_t n = 0;
    for (size_t c = 0; c < fill->csv.rows[0].n_cells; c++) {
        const char *header = csv_cell(&fill->csv, 0, c)->text;
        bool fits = name ? is_called(header, name) : assignment_number(header) != NULL;
        if (!fits || (!name && is_read_only(&fill->csv, c)))
            continue;
        fill->column = c;
        n++;
    }
    if (n == 1 && is_read_only(&fill->csv, fill->column))
        return error("'%s': Canvas computes the column '%s' itself", fill->path, name);
    if (n == 1 && assignment_number(csv_cell(&fill->csv, 0, fill->column)->text))
        return 0;
    if (n == 1)
        return error("'%s': the column '%s' is no assignment", fill->path, name);
    if (name)
        return error("'%s' has %zu columns '%s': --column wants the name of one",
                     fill->path, n, name);
    return error("'%s' has %zu columns of assignments: --column tells which", fill->path,
                 n);
}

/* A row about no student has none of the ids, or is Canvas' own test student. */
static bool is_about_nobody(const struct csv *csv, size_t row)
{
    const char *name = csv_cell(csv, row, 0)->text;
    if (is_titled(name, "Student, Test") || is_titled(name, "Test Student"))
        return true;
    for (size_t k = 0; k < N_KEYS; k++) {
        long column = csv_column(csv, keys[k].names);
        if (column >= 0 && csv_cell(csv, row, (size_t)column)->text[0] != '\0')
            return false;
    }
    return true;
}

static int find_students(struct fill *fill, const struct marks *marks)
{
    size_t possible = possible_row(&fill->csv);
    const char *points =
        possible > 0 ? csv_cell(&fill->csv, possible, fill->column)->text : "";
    for (size_t r = 1; r < fill->csv.n_rows; r++) {
        if (r == possible || is_about_nobody(&fill->csv, r))
            continue;
        if (fill_find(fill, r, keys, N_KEYS, marks) != 0 ||
            fill_check_maximum(fill, r, points) != 0)
            return -1;
    }
    return 0;
}

static int check_header(const struct fill *fill)
{
    for (size_t k = 0; k < N_KEYS; k++)
        if (csv_column(&fill->csv, keys[k].names) >= 0)
            return 0;
    return error(
        "'%s' is no export of Canvas' gradebook: it has no column 'SIS Login ID', "
        "'SIS User ID' or 'ID'",
        fill->path);
}

int export_canvas(const struct class_export *e, FILE *stream)
{
    struct fill fill;
    if (fill_open(&fill, e->options->into, e->marks) != 0)
        return CLASS_EXIT_USAGE;
    int status = CLASS_EXIT_USAGE;
    if (check_header(&fill) == 0 && find_column(&fill, e->options->column) == 0 &&
        find_students(&fill, e->marks) == 0)
        status = fill_write(&fill, e, stream);
    fill_release(&fill);
    return status;
}
