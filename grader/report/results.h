/* results.h: results.json read back, for whoever shows, compares or exports what a grader wrote.
 *
 * What is in the file came through a student's hands: nothing of it is believed. A file is taken whole or
 * refused whole; what is taken adds up, and every text in it is printable (printable.h) and valid
 * UTF-8. Fields that a reader here does not know are passed over, as docs/results.md asks.
 *
 *     struct results results;
 *     if (results_read(&results, "results.json") != 0)
 *         return -1;
 *     ...
 *     results_release(&results);
 */
#ifndef GRADER_RESULTS_H
#define GRADER_RESULTS_H

#include "verdict.h"

#include <stdbool.h>
#include <stddef.h>

/* Limits beyond which a file is refused. */
enum {
    RESULTS_MAX_BYTES = 64 << 20, /* of the file */
    RESULTS_MAX_VALUES = 1 << 21, /* in it, of any kind */
    RESULTS_MAX_DEPTH = 32,
    RESULTS_MAX_POINTS = 10000,
    RESULTS_MAX_TASKS = 32,
    RESULTS_MAX_GROUPS = 16, /* of a task */
    RESULTS_MAX_CASES = 4096,
    RESULTS_MAX_CHECKS = 1024,
    RESULTS_MAX_CAUSES = 16,
    RESULTS_MAX_PROBLEMS = 1000,
    RESULTS_MAX_ID = 64
};

/* Texts are never NULL: "" stands for what is absent. Ids are of [a-z0-9-], 1..RESULTS_MAX_ID; names of
 * files, the submission, the set and cases hold no newline and no tab. */

struct results_cause {
    const char *id, *kind, *title, *formula, *advice;
};

/* The worst element of a case. */
struct results_element {
    const char *output, *place;
    size_t index, n_wrong, n_elements;
    bool has_numbers; /* false: they are kept secret */
    double got, expected, bound, difference;
};

struct results_case {
    const char *id;    /* "forward/softmax/lecture" */
    const char *title; /* "" of a hidden set */
    const char *group; /* the id of a group of its task */
    const char *message, *function;
    enum verdict verdict;
    int points, max_points;
    double cpu_s;
    bool has_element;
    struct results_element element;
};

enum results_outcome {
    RESULTS_CHECK_SKIPPED,
    RESULTS_CHECK_PASSED,
    RESULTS_CHECK_REMARKED,
    RESULTS_CHECK_FAILED
};

struct results_check {
    const char *id, *group, *message;
    enum results_outcome outcome;
};

struct results_group {
    const char *id, *title;
    int points, max_points; /* all or none; all only where nothing of it failed */
};

struct results_task {
    const char *id, *title, *part_title, *lecture, *formula;
    const char *forfeit;
    const char *likely_cause; /* the id of a task, or "" */
    const char *consistency;
    int part;               /* 0: not told */
    int points, max_points; /* the sums of its groups' */
    size_t n_groups, n_cases, n_checks, n_causes;
    struct results_group *groups;
    struct results_case *cases; /* group by group */
    struct results_check *checks;
    struct results_cause *causes;

    /* Where a sanitizer stopped its first failing case; line 0: nowhere. */
    const char *finding_file, *finding_what;
    size_t finding_line;
};

/* What the compiler said that has a place. */
struct results_problem {
    const char *file, *message;
    size_t line, column; /* from 1; column 0: not told */
    bool is_error;       /* else a warning */
};

struct results {
    const char *grader_version, *submission, *fixtures_name;
    const char *date;     /* "2026-11-28T21:40:00Z", or "" */
    bool complete;        /* false: the score is no mark, and tasks are missing */
    bool hidden;          /* the set of fixtures */
    int score, max_score; /* where it is complete, the sums of the tasks' */
    size_t n_tasks, n_problems;
    struct results_task *tasks; /* in the order of the exercise */
    struct results_problem *problems;
    bool built;
    size_t n_sources, n_failed;
    const char *diagnostics, *undefined, *notes, *student_output, *layers, *lacking;
    double seconds, build_seconds;

    /* What all of the above lies in; for results.c alone. */
    void **owned;
    size_t n_owned;
};

/* Reads the file at PATH, "-": stdin. Returns 0, or -1 after one error line that names the file and
 * what is wrong in it, with *results empty: not there, not JSON, of another format or a newer
 * version, a field missing or of the wrong kind, points that do not add up, a group that has points
 * though something in it failed, more than the limits above. */
int results_read(struct results *results, const char *path);

/* The same from a text of n bytes, which NAME stands for in error lines. */
int results_parse(struct results *results, const char *text, size_t n_bytes,
                  const char *name);

/* Frees all, and leaves *results empty. */
void results_release(struct results *results);

/* The group of TASK with this id, or NULL. */
const struct results_group *results_group(const struct results_task *task,
                                          const char *id);

#endif
