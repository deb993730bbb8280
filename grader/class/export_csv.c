/* A row a student; docs/gradebook.md says what the columns mean. */
#include "class/class_commands.h"
#include "class/csv.h"
#include "class/exports.h"

static const char header[] =
    "id,name,email,section,status,points,max_points,measured_points,measured_max_points,"
    "late_days,free_days,penalty_percent,penalty_points,attempts,unreadable_attempts,"
    "attempt,submitted_at,override_reason,override_by,message";

/* A cell of a stranger's text, left empty where nobody is to be known. */
static int write_text(FILE *stream, const struct export_row *row, const char *text)
{
    fputc(',', stream);
    return row->pseudonym[0] ? 0 : csv_write_foreign(stream, text);
}

static void write_hundredths(FILE *stream, bool has, long hundredths)
{
    char text[MARK_NUMBER_BYTES] = "";
    if (has)
        mark_number(text, hundredths);
    fprintf(stream, ",%s", text);
}

static void write_attempt(FILE *stream, const struct mark *m)
{
    if (m->attempt)
        fprintf(stream, ",%d,%d,%d,%d", m->measured, m->max_points, m->late_days,
                m->free_days);
    else
        fputs(",,,,", stream);
    write_hundredths(stream, m->attempt, m->penalty_percent_c);
    write_hundredths(stream, m->attempt, m->penalty_c);
    fprintf(stream, ",%zu,%zu,", m->n_attempts, m->n_refused);
}

static void write_tasks(FILE *stream, const struct mark *m, size_t n_tasks)
{
    for (size_t t = 0; t < n_tasks; t++) {
        fputc(',', stream);
        if (m->tasks && m->tasks[t].points >= 0)
            fprintf(stream, "%d", m->tasks[t].points);
    }
}

static int write_row(FILE *stream, const struct export_row *row, size_t n_tasks)
{
    const struct mark *m = row->mark;
    if (csv_write_foreign(stream, export_name(row)) != 0 ||
        write_text(stream, row, m->student.name) != 0 ||
        write_text(stream, row, m->student.email) != 0 ||
        write_text(stream, row, m->student.section) != 0)
        return -1;
    fprintf(stream, ",%s", mark_status_name(m->status));
    write_hundredths(stream, m->has_points, m->points_c);
    write_hundredths(stream, m->max_c > 0, m->max_c);
    write_attempt(stream, m);
    if (m->attempt && !row->pseudonym[0])
        fprintf(stream, "%lld", (long long)m->attempt);
    if (write_text(stream, row, m->submitted_at) != 0 ||
        write_text(stream, row, m->override_reason) != 0 ||
        write_text(stream, row, m->override_by) != 0 ||
        write_text(stream, row, m->message) != 0)
        return -1;
    write_tasks(stream, m, n_tasks);
    fputs("\r\n", stream);
    return 0;
}

int export_csv(const struct class_export *e, FILE *stream)
{
    fputs(header, stream);
    for (size_t t = 0; t < e->marks->n_tasks; t++) {
        fputc(',', stream);
        if (csv_write_foreign(stream, e->marks->tasks[t].id) != 0)
            return CLASS_EXIT_FAILED;
    }
    fputs("\r\n", stream);
    for (size_t i = 0; i < e->marks->n; i++)
        if (write_row(stream, &e->rows[i], e->marks->n_tasks) != 0)
            return CLASS_EXIT_FAILED;
    return CLASS_EXIT_DONE;
}
