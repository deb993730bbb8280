/* export_fill.h: a platform's own table, filled in: the cells of one column in the rows of known students
 * become their points, and every other byte stays as it was. For canvas and moodle. */
#ifndef GRADER_CLASS_EXPORT_FILL_H
#define GRADER_CLASS_EXPORT_FILL_H

#include "class/csv.h"
#include "class/exports.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* A column that tells who a row is about. */
struct fill_key {
    const char *const *names; /* of the column, a NULL-terminated list */
    bool (*is)(const char *cell, const struct student *student);
};

enum fill_row {
    FILL_FOREIGN, /* about nobody: a header, a test student */
    FILL_UNKNOWN, /* about a student that the gradebook does not have */
    FILL_KNOWN
};

struct fill {
    const char *path;
    struct csv csv;
    size_t column;             /* that gets the points */
    enum fill_row *rows;       /* of csv.n_rows */
    const struct mark **marks; /* of csv.n_rows: whose row it is, or NULL */
    bool *found;               /* of the gradebook's marks: is in the table */
};

/* Reads the table at PATH; all rows are foreign so far. Returns 0, or -1 after one error line. */
int fill_open(struct fill *fill, const char *path, const struct marks *marks);
void fill_release(struct fill *fill);

/* Finds whose ROW is: by the first of n KEYS that says so of some student. Returns 0, or -1 after one error
 * line: the student has a row already. */
int fill_find(struct fill *fill, size_t row, const struct fill_key *keys, size_t n,
              const struct marks *marks);

/* Refuses to write a mark out of something else than POSSIBLE, what the platform says of ROW; "" says
 * nothing. Returns 0, or -1 after one error line. */
int fill_check_maximum(const struct fill *fill, size_t row, const char *possible);

/* Writes the table, and names on stderr who is on one side alone. Returns an exit status of
 * class_commands.h. */
int fill_write(const struct fill *fill, const struct class_export *e, FILE *stream);

/* Are these the same address or id, in any case? False for an empty one. */
bool fill_same(const char *cell, const char *text);

#endif
