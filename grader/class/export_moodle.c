/* Moodle's worksheet for grading off line, or the export of its gradebook; without one, a CSV for its import of
 * grades. Column names are those of the English and the German Moodle. */
#include "class/class_commands.h"
#include "class/export_fill.h"
#include "error.h"

#include <string.h>
#include <strings.h>

static bool is_id(const char *cell, const struct student *s)
{
    return fill_same(cell, s->id);
}

static bool is_email(const char *cell, const struct student *s)
{
    return fill_same(cell, s->email) || fill_same(cell, s->id);
}

/* "Participant 4711", "Teilnehmer/in4711": the number that the submission's folder has, too. */
static bool is_participant(const char *cell, const struct student *s)
{
    size_t n = strlen(cell), digits = 0;
    while (digits < n && strchr("0123456789", cell[n - digits - 1]))
        digits++;
    return digits > 0 && fill_same(cell + n - digits, s->platform);
}

static const char *const id_names[] = {"ID number", "ID-Nummer", "Matrikelnummer", NULL};
static const char *const user_names[] = {"Username", "Anmeldename", NULL};
static const char *const email_names[] = {"Email address", "E-Mail-Adresse", "E-Mail",
                                          "Email", NULL};
static const char *const participant_names[] = {"Identifier", "ID", NULL};
static const char *const grade_names[] = {"Grade", "Bewertung", NULL};
static const char *const maximum_names[] = {"Maximum Grade", "Bestwertung", NULL};
static const char *const changeable_names[] = {
    "Grade can be changed", "Bewertung kann ge\xc3\xa4ndert werden", NULL};

static const struct fill_key keys[] = {{id_names, is_id},
                                       {user_names, is_id},
                                       {email_names, is_email},
                                       {participant_names, is_participant}};

enum { N_KEYS = sizeof keys / sizeof keys[0] };

static int find_column(struct fill *fill, const char *name)
{
    const char *const named[] = {name, NULL};
    bool known = false;
    for (size_t k = 0; k < N_KEYS; k++)
        known = known || csv_column(&fill->csv, keys[k].names) >= 0;
    if (!known)
        return error("'%s' is no worksheet of Moodle's: it has no column 'Identifier', "
                     "'Email address', 'ID number' or 'Username'",
                     fill->path);
    long column = csv_column(&fill->csv, name ? named : grade_names);
    if (column < 0 && name)
        return error("'%s' has no column '%s'", fill->path, name);
    if (column < 0)
        return error("'%s' has no column 'Grade': --column tells which it is",
                     fill->path);
    fill->column = (size_t)column;
    return 0;
}

static const char *cell_of(const struct fill *fill, size_t row, const char *const *names)
{
    long column = csv_column(&fill->csv, names);
    return column < 0 ? "" : csv_cell(&fill->csv, row, (size_t)column)->text;
}

static bool is_locked(const struct fill *fill, size_t row)
{
    const char *text = cell_of(fill, row, changeable_names);
    return strcasecmp(text, "No") == 0 || strcasecmp(text, "Nein") == 0;
}

static int find_students(struct fill *fill, const struct marks *marks, size_t *n_locked)
{
    for (size_t r = 1; r < fill->csv.n_rows; r++) {
        if (fill_find(fill, r, keys, N_KEYS, marks) != 0 ||
            fill_check_maximum(fill, r, cell_of(fill, r, maximum_names)) != 0)
            return -1;
        if (fill->marks[r] && is_locked(fill, r)) {
            fill->marks[r] = NULL;
            ++*n_locked;
        }
    }
    return 0;
}

static int fill_worksheet(const struct class_export *e, FILE *stream)
{
    struct fill fill;
    size_t n_locked = 0;
    int status = CLASS_EXIT_USAGE;
    if (fill_open(&fill, e->options->into, e->marks) != 0)
        return CLASS_EXIT_USAGE;
    if (fill.csv.n_rows == 0)
        error("'%s' is empty", fill.path);
    else if (find_column(&fill, e->options->column) == 0 &&
             find_students(&fill, e->marks, &n_locked) == 0)
        status = fill_write(&fill, e, stream);
    if (n_locked > 0 && status < CLASS_EXIT_USAGE) {
        error("'%s': %zu grades cannot be changed, as Moodle says there, and were not",
              fill.path, n_locked);
        status = CLASS_EXIT_ATTENTION;
    }
    fill_release(&fill);
    return status;
}

static int write_import(const struct class_export *e, FILE *stream)
{
    fputs("Email address,ID number,Grade\r\n", stream);
    for (size_t i = 0; i < e->marks->n; i++) {
        const struct mark *mark = e->rows[i].mark;
        char points[MARK_NUMBER_BYTES];
        if (!mark->has_points)
            continue;
        mark_number(points, mark->points_c);
        if (csv_write_foreign(stream, mark->student.email) != 0)
            return CLASS_EXIT_FAILED;
        fputc(',', stream);
        if (csv_write_foreign(stream, mark->student.id) != 0)
            return CLASS_EXIT_FAILED;
        fprintf(stream, ",%s\r\n", points);
    }
    return CLASS_EXIT_DONE;
}

int export_moodle(const struct class_export *e, FILE *stream)
{
    return e->options->into ? fill_worksheet(e, stream) : write_import(e, stream);
}
