/* times.h: when each student handed in, told by a CSV where files' own times do not. */
#ifndef GRADER_CLASS_TIMES_H
#define GRADER_CLASS_TIMES_H

#include "class/csv.h"

#include <stddef.h>
#include <time.h>

struct times {
    size_t n;
    struct times_row {
        const char *id;
        time_t when;
    } * rows;
    struct csv csv; /* which the ids lie in */
};

/* Reads the file at PATH, with the columns id and submitted_at (ISO 8601, see time_utc.h). Returns 0, or -1
 * after one error line that names the file and the line. */
int times_read(struct times *times, const char *path);
void times_release(struct times *times);

/* The time of the student, or NULL. */
const time_t *times_find(const struct times *times, const char *id);

#endif
