#include "class/times.h"

#include "class/time_utc.h"
#include "error.h"

#include <stdlib.h>
#include <strings.h>

int times_read(struct times *times, const char *path)
{
    static const char *const ids[] = {"id", "student id", "student", "sid", NULL},
                             *const whens[] = {"submitted at", "submitted", "time", NULL};
    *times = (struct times){.n = 0};
    if (csv_read(&times->csv, path) != 0)
        return -1;
    long id = csv_column(&times->csv, ids), when = csv_column(&times->csv, whens);
    size_t n = times->csv.n_rows;
    int status = 0;
    times->rows = calloc(n ? n : 1, sizeof *times->rows);
    if (!times->rows)
        status = error("out of memory");
    else if (n == 0 || id < 0 || when < 0)
        status = error("'%s' wants the columns 'id' and 'submitted_at'", path);
    for (size_t row = 1; row < n && status == 0; row++) {
        struct times_row *one = &times->rows[times->n];
        const char *text = csv_cell(&times->csv, row, (size_t)when)->text;
        one->id = csv_cell(&times->csv, row, (size_t)id)->text;
        if (time_utc_read(text, &one->when) != 0)
            status =
                error("'%s', line %zu: '%s' is no time: 2026-11-29T12:00:00+01:00 is one",
                      path, times->csv.rows[row].line, text);
        else
            times->n++;
    }
    if (status != 0)
        times_release(times);
    return status;
}

void times_release(struct times *times)
{
    free(times->rows);
    csv_release(&times->csv);
    *times = (struct times){.n = 0};
}

/* The last row of a student counts. */
const time_t *times_find(const struct times *times, const char *id)
{
    for (size_t i = times->n; i-- > 0;)
        if (strcasecmp(times->rows[i].id, id) == 0)
            return &times->rows[i].when;
    return NULL;
}
