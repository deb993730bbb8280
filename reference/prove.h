/* prove.h: the proof of a fixture set: every expected value and bound from certify.h, and
 * the reference's answers (answer.h) held against them.
 *
 * Functions that return int return 0, or -1 after one error line.
 */
#ifndef REFERENCE_PROVE_H
#define REFERENCE_PROVE_H

#include "cases.h"
#include "fixture.h"

#include <stddef.h>
#include <stdio.h>

struct proof_totals {
    size_t n_cases, n_elements;
    double worst;        /* error of the reference in bounds */
    long precision_bits; /* the highest that was needed */
};

/* Sums, and the larger of the others. */
void proof_totals_add(struct proof_totals *sum, const struct proof_totals *part);

enum proof_outcome {
    PROOF_DONE = 0,
    PROOF_FAILED = -1, /* after one error line */
    PROOF_BLUNT = 1    /* of a descent or the staged graph: a bound is so large a part of
                          its value that the case cannot tell right from wrong; nothing is
                          printed */
};

/* Gives one case of GROUP its expected values and bounds (it must have none: n_expected 0),
 * and proves that the reference is within them; with kind init and digits, that the
 * reference passes. Adds to *totals. After PROOF_BLUNT the case has its expected values.
 */
enum proof_outcome prove_case(const struct fixture_group *group, struct fixture_case *c,
                              struct proof_totals *totals);

/* prove_case() for all cases of a group; a blunt case fails. */
int prove_group(struct fixture_group *group, struct proof_totals *totals);

/* The same for all groups, with N_JOBS processes (team.h), without output but for the error
 * line. TOTALS has set->n_groups elements, which are set. BEGIN, if not NULL, is called for
 * one case after another, in front of its error line.
 */
int prove_set(struct fixture_set *set, int n_jobs, struct proof_totals *totals,
              void (*begin)(const struct fixture_set *set, size_t group, size_t c));

/* The same for a hidden set as its cases were added; a blunt case, and a sample whose class
 * is not decided, is drawn again, CASES_MAX_ATTEMPTS times at most. */
int prove_drawn_set(const struct cases *cases, int n_jobs, struct proof_totals *totals,
                    void (*begin)(const struct fixture_set *set, size_t group, size_t c));

/* The table of a set with the totals of its groups: a row for each task and one for all. */
void proof_table(FILE *to, const struct fixture_set *set,
                 const struct proof_totals *totals);

#endif
