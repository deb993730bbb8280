/* marks.h: of each student one mark, made of the gradebook and a policy. Nothing is changed in either.
 *
 *     struct marks marks;
 *     if (marks_make(&marks, book, policy) != 0)
 *         return -1;
 *     for (size_t i = 0; i < marks.n; i++)
 *         if (marks.marks[i].has_points)
 *             puts(marks.marks[i].student.id);
 *     marks_release(&marks);
 */
#ifndef GRADER_CLASS_MARKS_H
#define GRADER_CLASS_MARKS_H

#include "class/gradebook.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct policy;

enum mark_status {
    MARK_HANDED_IN,  /* an attempt was graded */
    MARK_NOTHING,    /* nothing was handed in */
    MARK_UNREADABLE, /* nothing of what was handed in could be read */
    MARK_GRADER_FAILED, /* on what was handed in last, which has to be graded yet: there is no mark,
                         * whatever an earlier attempt had */
    MARK_STATUS_COUNT
};

/* A task that some attempt in the gradebook has, in the order of the exercise. */
struct marks_task {
    const char *id, *title;
    int part;
};

/* A task of the attempt that counts. */
struct mark_task {
    int points, max_points; /* measured; -1: the attempt does not have it */
    bool left_out;          /* by the policy: it weighs nothing, or was dropped */
};

/* Points with _c are hundredths of a point. Texts are "" where there is nothing. */
struct mark {
    struct student student;
    enum mark_status status;

    bool has_points; /* false: there is no mark, which is not 0 points */
    long points_c;   /* after the policy */
    long max_c;      /* what could be had after the policy; 0: not known */

    /* The attempt that counts; all 0 and "" where there is none. */
    int64_t attempt; /* its id */
    const char *submitted_at;
    int measured, max_points; /* as graded */
    long late_s;              /* behind the student's own deadline; 0 within the grace */
    int late_days;            /* begun, free ones too */
    int free_days;            /* of these */
    bool too_late;            /* for any points */
    long penalty_percent_c;   /* hundredths of a percent of the points */
    long penalty_c;           /* what it took */
    bool extended;            /* the student has an extension */
    struct mark_task *tasks;  /* of marks.n_tasks; NULL: no attempt */

    size_t
        n_attempts; /* handed in, those that could not be read too; regraded ones once */
    size_t n_refused;    /* of these: could not be read */
    const char *message; /* why it could not be read, or what the grader failed on */

    bool overridden; /* then points_c is what was said, and these are by whom and why */
    const char *override_by, *override_reason;
};

struct marks {
    size_t n; /* students, ordered by id */
    struct mark *marks;
    size_t n_tasks;
    struct marks_task *tasks;

    /* What the texts lie in; for marks.c alone. */
    void **owned;
    size_t n_owned;
};

/* Makes the marks of all students in the gradebook. POLICY may be NULL: the last attempt counts, as it
 * was measured. Returns 0, or -1 with *marks empty after one error line: of the gradebook, no memory, or a
 * student or task of the policy that the gradebook does not have.
 *
 * An attempt that was graded again counts by its last grading. Its points after the policy are
 *
 *     (sum of w p) / (sum of w m) * M * (1 - penalty)
 *
 * over the tasks that are kept, p of m points each, weight w, and M the sum of w m over those too that
 * were dropped as the lowest, or what the policy scales to. That is rounded once, to the nearest hundredth
 * of a point, a half up. */
int marks_make(struct marks *marks, struct gradebook *book, const struct policy *policy);

void marks_release(struct marks *marks);

/* "handed in", "nothing handed in", "could not be read", "grader failed". */
const char *mark_status_name(enum mark_status status);

/* Hundredths as people write them, "87", "87.5", "87.25"; at least 0. */
enum { MARK_NUMBER_BYTES = 32 };
void mark_number(char text[MARK_NUMBER_BYTES], long hundredths);

/* The mark of the student with this id, or NULL. */
const struct mark *marks_find(const struct marks *marks, const char *id);

#endif
