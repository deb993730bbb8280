/* fixture_case.h: what a case must be like, the same for the reader and the writer of groups. */
#ifndef GRADER_FIXTURE_CASE_H
#define GRADER_FIXTURE_CASE_H

#include "fixture.h"

#define FIXTURE_FORMAT "gradecheck-fixture"

enum {
    FIXTURE_MAX_FILE_BYTES = 1 << 26, /* uncompressed */
    FIXTURE_MAX_CASES = 1024,         /* of a group */
    FIXTURE_MAX_ELEMENTS = 1 << 22    /* of a group's named inputs together */
};

/* The words of the files, in the order of the enums; NULL ends each list. */
extern const char *const fixture_kind_names[];
extern const char *const fixture_output_names[];

/* NULL, or one line, in static storage, on why the case cannot be in a file: its kind does
 * not go with its function, call_outputs() refuses the call, an expected array does not fit its
 * output, a number is not finite, a bound is negative, a label is not in 0..K-1. Pointers are
 * taken to hold what their sizes say. */
const char *fixture_case_fault(const struct fixture_case *c);

#endif
