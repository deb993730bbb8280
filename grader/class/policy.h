/* policy.h: what an instructor declares in a TOML file about deadlines, late days and which points count.
 * It is applied when marks are made of the gradebook, and changes nothing in it. docs/gradebook.md says
 * what each key means.
 *
 *     struct policy policy;
 *     if (policy_read(&policy, "policy.toml") != 0)
 *         return -1;
 *     ... marks_make(&marks, book, &policy) ...
 *     policy_release(&policy);
 *
 * All arithmetic is in whole numbers: points and weights in hundredths, percentages in hundredths of a
 * percent.
 */
#ifndef GRADER_CLASS_POLICY_H
#define GRADER_CLASS_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

enum {
    POLICY_MAX_BYTES = 1 << 20,
    POLICY_MAX_NUMBER = 10000, /* of points, percent, days, minutes, attempts */
    POLICY_PERCENT = 100       /* a percent is as many hundredths */
};

enum policy_counts {
    POLICY_LAST, /* the attempt handed in last */
    POLICY_BEST /* the one with the most points after the penalty; of equal ones the first */
};

/* What is said of a task: what it weighs. */
struct policy_weight {
    const char *task;
    size_t line;   /* in the file; 0: not told */
    long weight_c; /* hundredths; 0: left out */
};

/* What is said of one student. */
struct policy_exception {
    const char *student; /* an id */
    size_t line;         /* in the file; 0: not told */
    long points_c;       /* override: hundredths */
    time_t until;        /* extension */
    int free_days;       /* of free_days_of */
    const char *reason, *by;
};

struct policy_exceptions {
    size_t n;
    struct policy_exception *items;
};

struct policy {
    char *path; /* the file, for error lines */

    bool has_deadline;
    time_t deadline; /* the last second in time */
    long grace_s;    /* up to so late is in time */

    /* Of attempts that are late. */
    long day_percent_c; /* for each day that is begun */
    long max_percent_c; /* together */
    int max_days;       /* later than that an attempt has no points; -1: no such limit */
    int free_days;      /* the first of them cost nothing */

    enum policy_counts counts;
    int max_attempts; /* the first of a student's; 0: all */

    size_t n_weights;
    struct policy_weight *weights; /* of tasks that are named; others weigh 100 */
    int drop_lowest;               /* tasks of a student's attempt */
    long out_of_c;                 /* what all points are scaled to; 0: not at all */
    long nothing_c, unreadable_c;  /* the points of those without an attempt; -1: none */

    struct policy_exceptions extensions, overrides, free_days_of;

    /* What the texts lie in; for policy.c alone. */
    void *owned;
};

/* Reads the file at PATH. Returns 0, or -1 with *policy empty after one error line that names the file,
 * the line where that is known, and the key: not there, not TOML, a key that is not known, missing or of
 * the wrong kind, a number out of range, a student named twice. */
int policy_read(struct policy *policy, const char *path);

/* The same from a text; NAME stands for it in error lines. */
int policy_parse(struct policy *policy, const char *text, const char *name);

/* What counts where no policy is given: the last attempt, as it was measured. */
void policy_none(struct policy *policy);

/* What is said of STUDENT in a list, or NULL. */
const struct policy_exception *policy_exception(const struct policy_exceptions *list,
                                                const char *student);

void policy_release(struct policy *policy);

#endif
