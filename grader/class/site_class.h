/* site_class.h: a class as its report shows it, read from the gradebook. Of a student's attempts one
 * counts; what is said of tasks and causes is said of those.
 */
#ifndef GRADER_CLASS_SITE_CLASS_H
#define GRADER_CLASS_SITE_CLASS_H

#include "class/gradebook.h"
#include "class/statistics.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Texts are not NULL but where that is said, and as the gradebook holds them. */
struct site_attempt {
    int64_t id;     /* in the gradebook */
    int64_t result; /* attempts with the same one have the same results.json; 0: none */
    char *submitted_at, *message; /* why it was refused, or "" */
    char *fixtures, *grader, *machine, *layers;
    bool graded; /* else refused */
    int points, max_points;
};

enum { SITE_KEY_BYTES = 96 };

struct site_student {
    char *id, *name, *section;
    char key[SITE_KEY_BYTES]; /* of its pages: letters, digits, '.', '_' and '-' */
    bool on_roster;
    size_t n_attempts;
    struct site_attempt *attempts; /* in the order in which they were handed in */
    size_t counts;                 /* which of them; n_attempts: none */
    double mark, max_mark;         /* after the policy; NAN: none */
    int late_days;                 /* of the one that counts, begun */
    bool extended;                 /* has a deadline of its own */
    char *override;                /* by whom and why the mark was set by hand; or NULL */
    char *failure; /* what the grader failed on and has yet to grade; or NULL */
};

struct site_task {
    char *id, *title, *part_title, *lecture;
    int part, max_points;
    struct item_statistics statistics;
};

struct site_cause {
    char *id, *kind, *title, *formula, *advice;
    size_t n_tasks, *tasks;       /* where it was named; indices, ascending */
    size_t n_students, *students; /* indices, ascending */
};

struct site_class {
    bool anonymous;
    char *title;                   /* what the gradebook is called */
    char deadline[TIME_UTC_BYTES]; /* "" where there is none */
    bool has_policy;
    size_t n_students;
    struct site_student *students; /* by name; anonymous: in no order */
    size_t n_tasks;
    struct site_task *tasks;
    int *points; /* n_students x n_tasks; -1: none */
    size_t n_causes;
    struct site_cause *causes; /* most students first */
    struct score_statistics marks;
    double alpha; /* NAN: undefined */
};

/* Reads all in one transaction, so that it fits together. POLICY is a file, or NULL. ANONYMOUS: students are put in an order drawn at
 * random, and have that number in place of id and name; section, sources and messages are left out,
 * and times are rounded to hours. Returns 0, or -1 after one error line, with *class empty. */
int site_class_read(struct site_class *class, struct gradebook *book, const char *policy,
                    bool anonymous);

void site_class_release(struct site_class *class);

/* The attempt that counts, or NULL. */
const struct site_attempt *site_counting(const struct site_student *student);

/* The page of attempt a below the folder of students: "KEY.html" for the one that counts, "KEY-2.html" for
 * another that is the second. */
enum { SITE_PAGE_BYTES = SITE_KEY_BYTES + 32 };
void site_page_name(char name[SITE_PAGE_BYTES], const struct site_student *student,
                    size_t a);

#endif
