/* report_samples.h: results made by hand, for the tests of the reports. */
#ifndef TESTS_REPORT_SAMPLES_H
#define TESTS_REPORT_SAMPLES_H

#include "result.h"

/* A result with all that it borrows. Every group of the rubric has one case, of a function of its
 * task; everything passes until it is broken. */
struct sample {
    struct fixture_set set;
    struct fixture_case cases[RUBRIC_TASKS][RUBRIC_MAX_GROUPS];
    char ids[RUBRIC_TASKS][RUBRIC_MAX_GROUPS][64];
    struct result result;
};

enum sample_kind {
    SAMPLE_PERFECT,
    SAMPLE_STUB,     /* the template: nothing right */
    SAMPLE_ONE_ROOT, /* forward is wrong, and what builds on it */
    SAMPLE_SEVERAL,  /* a crash, a timeout, a wrong sign, a gradient by differences */
    SAMPLE_UNBUILT,  /* nothing compiles */
    SAMPLE_UNLINKED, /* it compiles, but does not link */
    SAMPLE_PARTLY,   /* one file of two does not compile; warnings; undefined names */
    SAMPLE_HIDDEN,   /* a hidden set */
    SAMPLE_HOSTILE, /* the student's texts hold escape codes, bidi controls, broken UTF-8 */
    SAMPLE_ONE_TASK,   /* graded with --task */
    SAMPLE_ONE_TASK_OK /* the same, all right */
};

/* The caller frees it with sample_free(). Ends the test when out of memory. */
struct sample *sample_make(enum sample_kind kind);
void sample_free(struct sample *sample);

/* The case of a group, to be broken further. */
struct case_result *sample_case(struct sample *sample, const char *task,
                                const char *group);

/* Fails a case, and takes its group's points. */
struct case_result *sample_fail(struct sample *sample, const char *task,
                                const char *group, enum verdict verdict);

/* Adds up the points and finds likely causes; to be called after the last sample_fail(). */
void sample_add_up(struct sample *sample);

#endif
