/* rows.h: the implementations that are held against the bounds: how each is built, and what it
 * gets wrong.
 */
#ifndef VARIANTS_ROWS_H
#define VARIANTS_ROWS_H

#include <stdbool.h>
#include <stddef.h>

enum { ROW_MAX_CHOICES = 6 };

/* An implementation; a right one where no functions are named. */
struct row {
    const char *name, *command;
    const char *needs; /* a command or a header; skipped without it. NULL: nothing */
    unsigned wrong;    /* bits 1 << enum function: what it gets wrong, */
    const char *group; /* in groups of this name alone; NULL: in all */
    bool is_storage;   /* theta and X alone are rounded */
    bool may_pass;     /* nothing is asked: shown for what it says of the fixtures */
    const char
        *choices[ROW_MAX_CHOICES]; /* flags: for each case the one that does best */
};

extern const struct row rows[]; /* all right ones, then all imprecise ones */
extern const size_t n_rows;

/* Shared objects of the row: one, or one for each choice. Object j of row i is the file
 * "II-J.so", as "07-0.so". */
size_t row_n_choices(const struct row *row);

/* Prints a line for each shared object: file|what it needs, or nothing|command. */
void rows_list(void);

#endif
