/* result.h: the one struct that every report is made from. grade.c fills it, report/
 * reads it. */
#ifndef GRADER_RESULT_H
#define GRADER_RESULT_H

#include "fixture.h"
#include "rubric.h"
#include "verdict.h"

#include <stdbool.h>
#include <stddef.h>

/* How many times its proven bound a number may be off and still be right
 * (check/compare.h). */
enum { COMPARE_BOUNDS = 4 };

/* Why a case failed, as far as it is known. */
struct evidence {
    char message[240]; /* one line for people, without a number that a hidden set keeps
                          secret: "wrote past the end of grad", "no function bp_cost"; ""
                          if none */

    /* The worst element of the first output that is off; meant where has_element is set.
     */
    bool has_element;
    int output;                  /* which of the case's expected arrays */
    size_t index;                /* which of its elements */
    double got, expected, bound; /* integers are given as doubles */
    size_t n_wrong, n_elements;  /* of that output */
};

struct case_result {
    const struct fixture_case *fixture; /* borrowed from the set */
    enum verdict verdict;
    int points, max_points; /* shares of the group's: their sums are the group's */
    struct evidence evidence;
    double cpu_s; /* what the student's function took */
};

struct group_result {
    const struct rubric_group *rubric;
    int points;
    size_t n_cases;
    struct case_result *cases;
};

struct task_result {
    const struct rubric_task *rubric;
    bool graded; /* false: not asked for (--task) */
    int points;
    size_t n_groups;
    struct group_result groups[RUBRIC_MAX_GROUPS];

    /* A sentence on why the task earns nothing although cases pass, as for a gradient
     * that is not found by backpropagation; "" otherwise. */
    char forfeit[240];

    /* The index of a failing task that this one builds on, and so its likely cause; -1:
     * none. */
    int likely_cause;
};

struct result {
    char *submission; /* the folder, as given */
    const struct fixture_set *fixtures;

    /* Of a hidden set, and not for staff: no report shows an input, an expected value,
     * what was got in its place, or what the submission printed, since it could hand on
     * any of them. */
    bool secret;
    int score, max_score; /* over the graded tasks */
    struct task_result tasks[RUBRIC_TASKS];

    bool built;        /* false: nothing compiled */
    size_t n_sources;  /* .c files taken */
    size_t n_failed;   /* of them, those that do not compile */
    char *diagnostics; /* the compiler's, printable, under the student's file names; never
                          NULL */
    char *
        undefined; /* "foo, bar": called by the submission and defined nowhere, or NULL */
    char *notes;   /* lines on files left aside, or NULL */
    char *student_output; /* the end of what the submission printed, printable; never NULL
                           */
    char *layers;         /* "rlimits, landlock, seccomp": what held the student's code */
    double seconds, build_seconds;
    long peak_memory_kib; /* the grader's own, largest resident size */
};

void result_release(struct result *result);

/* The first case of TASK that did not pass, or NULL. */
const struct case_result *task_first_failure(const struct task_result *task);

/* True when TASK was graded and did not earn all its points. */
bool task_failed(const struct task_result *task);

/* True when the case's function is called once for each of a number of points; *point is
 * the one that element INDEX of its output belongs to. */
bool case_point(const struct fixture_case *c, size_t index, size_t *point);

/* Where element INDEX of output OUTPUT of a case lies, for people: "grad[17] = Theta^(2)
 * row 1, column 3", "H row 4, column 1 (sample 4, class 1)", "delta[4] = delta^(2)[0]".
 * Layers count from 1, all else from 0. Writes at most n bytes. */
void case_element_place(const struct fixture_case *c, int output, size_t index,
                        char *text, size_t n);

#endif
