/* changes.h: what a new fixture set changes of an old one. */
#ifndef REFERENCE_CHANGES_H
#define REFERENCE_CHANGES_H

#include "fixture.h"

#include <stdbool.h>
#include <stdio.h>

/* How a case differs from the case of its id in the old set. */
struct change {
    bool inputs;   /* the call, the kind, what the digits ask, or named rows */
    bool expected; /* a value or how many */
    bool bounds;   /* a bound or how many */
    bool title;

    /* With the same inputs: the largest |new - old| of an expected value, in old bounds
     * (infinite where there is none or the new value is no number), and the largest change
     * of a bound in per cent of the old one, with its sign. Else 0. */
    double value_in_bounds, bound_percent;
};

/* Whether anything differs; *change says what. */
bool change_of_case(struct change *change, const struct fixture_case *old,
                    const struct fixture_case *new);

/* Prints a row for each case that was added (+), removed (-) or changed (*), MAX_ROWS at
 * most, and a line of sums; "nothing changes" where there is nothing to tell. */
void changes_print(FILE *to, const struct fixture_set *old, const struct fixture_set *new,
                   size_t max_rows);

#endif
