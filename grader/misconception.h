/* misconception.h: what students are known to get wrong, and what that answers to the cases of a
 * set. A file of the set holds it, misconceptions.json.gz, made by running each wrong submission
 * of reference/misconceptions; the grader names a cause by it without the answer key.
 */
#ifndef GRADER_MISCONCEPTION_H
#define GRADER_MISCONCEPTION_H

#include "fixture.h"

#include <stdbool.h>
#include <stddef.h>

/* One output of a wrong answer. */
struct wrong_output {
    bool
        known; /* false: it is wrong in no way that can be compared (not finite, a crash) */
    size_t n;      /* 0: it is the right one, or not known */
    double *value; /* integers are given as doubles; rounded as wrong_value_grid() says */
};

/* What a misconception answers to a case that it does not get right. */
struct wrong_answer {
    char *case_id;
    size_t n_outputs;
    struct wrong_output outputs[CONTRACT_MAX_OUTPUTS];
};

/* Texts are one paragraph each. */
struct misconception {
    char *id;                       /* "lambda-not-divided" */
    char *title;                    /* what is wrong, one line */
    char *happened;                 /* what the code computes, and how it shows */
    char *formula;                  /* the right one */
    char *thought;                  /* the line of thought that leads there */
    char *advice;                   /* what to try */
    bool functions[FUNCTION_COUNT]; /* those it was asked; it says nothing about others */
    size_t n_answers;
    struct wrong_answer
        *answers; /* to other chosen cases of these functions it is right */
};

/* Sorted by id. Empty when all zero. */
struct misconceptions {
    size_t n;
    struct misconception *list;
};

/* Whether answers to the case are kept: it is small and of ordinary numbers. Groups named
 * saturated, scaled or extremes are left out, where slips end in infinities. */
bool misconception_covers(const char *group, const struct fixture_case *c);

/* Wrong answers are kept to nine digits of the largest of an output's n numbers, so that they are
 * the same on every machine: 10^-9 of the power of ten at or below its size, 0 for zeros. What is
 * the same as a kept number lies within two such steps. */
double wrong_value_grid(const double *value, size_t n);

/* The misconception of that id, or NULL. */
const struct misconception *misconception_find(const struct misconceptions *all,
                                               const char *id);

/* The answer to that case; NULL: it is right there, or was not asked. */
const struct wrong_answer *misconception_answer(const struct misconception *m,
                                                const char *case_id);

void misconceptions_release(struct misconceptions *all);
void misconception_release(struct misconception *m);

/* ---- as a file ---- */

#define MISCONCEPTIONS_FILE "misconceptions.json.gz"

/* The JSON text, the same bytes for the same content. The caller frees it; NULL after one error
 * line. */
char *misconceptions_print(const struct misconceptions *all);

/* The misconceptions in a text of n bytes; NAME is for error lines. Returns 0, or -1 after one
 * error line: *all is then empty. */
int misconceptions_parse(struct misconceptions *all, const char *text, size_t n_bytes,
                         const char *name);

#endif
