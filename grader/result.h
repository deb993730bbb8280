/* result.h: the one struct that every report is made from. grade.c fills it, report/
 * reads it. */
#ifndef GRADER_RESULT_H
#define GRADER_RESULT_H

#include "fixture.h"
#include "rubric.h"
#include "verdict.h"

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

/* How many times its proven bound a number may be off and still be right
 * (check/compare.h). */
enum { COMPARE_BOUNDS = 4 };

enum { RESULT_MAX_CHECKS = 40 }; /* of a task */
enum { STEP_SIZES = 25 };

/* Why a case failed, as far as it is known. */
struct evidence {
    char message[240]; /* one line for people, without a number that a hidden set keeps
                          secret: "wrote past the end of grad", "no function bp_cost"; ""
                          if none */

    /* The cause that a broken property of bp_random_init is, an id in static storage; NULL:
     * none. */
    const char *property;

    /* The worst element of the first output that is off; meant where has_element is set.
     */
    bool has_element;
    int output;                  /* which of the case's expected arrays */
    size_t index;                /* which of its elements */
    double got, expected, bound; /* integers are given as doubles */
    size_t n_wrong, n_elements;  /* of that output */
};

enum check_outcome {
    CHECK_SKIPPED, /* not run: the function did not return, or what it is held against is wrong */
    CHECK_PASSED,
    CHECK_REMARKED, /* right to rounding, and yet worth a word */
    CHECK_FAILED
};

/* A property that every right answer has, tried on inputs drawn at run time, so that no table
 * of answers has it (check/properties.h). Where it fails, its group earns nothing. */
struct check_result {
    const char *id;    /* "samples-permuted", unique within the group; static storage */
    const char *group; /* the rubric's id; static storage */
    enum check_outcome outcome;
    char
        message[240]; /* one sentence for the student; "" where there is nothing to say */
};

struct case_result {
    const struct fixture_case *fixture; /* borrowed from the set */
    enum verdict verdict;

    /* What the function gave, where that was compared and found wrong; data is NULL otherwise. */
    size_t n_got;
    struct array got[CONTRACT_MAX_OUTPUTS];

    /* Of the digits task: the labels that were predicted, where it came to that; or NULL. */
    int *predicted;

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

enum { DIAGNOSIS_MAX_CAUSES = 3 };

/* Why a task is wrong, by name: a known misconception (misconception.h), or what the numbers or the
 * behaviour show. Named only when what was seen fits this cause, and no other, at rounding level. */
struct cause {
    const char *kind; /* "misconception", "behaviour" or "structure"; static storage */
    char id
        [48]; /* "lambda-not-divided", "factor": the id that `gradecheck explain` takes */
    char title
        [200]; /* what is wrong, one line, no number that a hidden set keeps secret */
    char formula[400], advice[400]; /* of a known one; else "" */
};

/* Where a sanitizer stopped the first failing case; line 0: nowhere. Printable. */
struct finding {
    char file[128]; /* the student's own name for it */
    int line;
    char what[160]; /* "heap-buffer-overflow" */
};

/* What diagnose/ found out about a failing task. */
struct diagnosis {
    size_t n_causes;
    struct cause causes[DIAGNOSIS_MAX_CAUSES];
    /* Of the gradient alone: how it and the submission's own cost belong together, a sentence; or
     * "". */
    char consistency[240];
};

/* How the error of the student's numerical gradient goes with the step, on the J of one case
 * (contract.h): all are maxima over its elements. n is 0 where that was not measured. */
struct step_sizes {
    size_t n;
    double epsilon[STEP_SIZES];    /* from large to small */
    double error[STEP_SIZES];      /* |got_i - dJ/dtheta_i| */
    double truncation[STEP_SIZES]; /* what the two-sided quotient itself is off by */
    double rounding[STEP_SIZES];   /* what rounding may add: 1e-15 max|J| / epsilon */
};

struct task_result {
    const struct rubric_task *rubric;
    bool graded; /* false: not asked for (--task) */
    bool done;   /* false: its points are not known yet */
    int points;
    size_t n_groups;
    struct group_result groups[RUBRIC_MAX_GROUPS];
    size_t n_checks;
    struct check_result checks[RESULT_MAX_CHECKS];

    /* A sentence on why the task earns nothing although cases pass, as for a gradient
     * that is not found by backpropagation; "" otherwise. */
    char forfeit[240];
    const char
        *too_costly; /* of a gradient that costs too much: the id of the cause; or NULL */

    struct diagnosis diagnosis;   /* empty where the task is right */
    struct step_sizes step_sizes; /* of numgrad, where nothing is secret */
    struct finding finding;

    /* The index of a failing task that this one builds on, and so its likely cause; -1:
     * none. */
    int likely_cause;
};

struct result {
    char *submission; /* the folder, as given */
    time_t started;
    bool
        complete; /* false: grading is under way, and the tasks that are done are right so far */
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
    char *lacking; /* "landlock": of Landlock and seccomp what did not; "": nothing */
    uint64_t seed; /* of the inputs that checks drew; the same seed draws them again */
    double seconds, build_seconds;
    long peak_memory_kib; /* the grader's own, largest resident size */
};

void result_release(struct result *result);

/* As before it was run: cases without a verdict, no checks. */
void task_reset(struct task_result *task);

/* The first case of TASK that did not pass, or NULL. */
const struct case_result *task_first_failure(const struct task_result *task);

/* True when TASK was graded and did not earn all its points. */
bool task_failed(const struct task_result *task);

/* True when the diagnosis names the cause of this id. */
bool diagnosis_names(const struct diagnosis *diagnosis, const char *id);

/* True when a check of the group failed. */
bool group_check_failed(const struct task_result *task, const char *group);

/* True when the case's function is called once for each of a number of points; *point is
 * the one that element INDEX of its output belongs to. */
bool case_point(const struct fixture_case *c, size_t index, size_t *point);

/* Where element INDEX of output OUTPUT of a case lies, for people: "grad[17] = Theta^(2)
 * row 1, column 3", "H row 4, column 1 (sample 4, class 1)", "delta[4] = delta^(2)[0]".
 * Layers count from 1, all else from 0. Writes at most n bytes. */
void case_element_place(const struct fixture_case *c, int output, size_t index,
                        char *text, size_t n);

#endif
