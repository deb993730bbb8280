/* build_bench.h: rows of sources with what becomes of them, built by real compilers in the real
 * sandbox. What was built is run as the grader runs it, in a process of its own with the
 * sandbox's limits, with a small worker of the test's: it says which functions it has and what
 * they answer. Call from a Check test.
 */
#ifndef TESTS_BUILD_BENCH_H
#define TESTS_BUILD_BENCH_H

#include "build.h"
#include "scratch.h"

#include <check.h>
#include <stdbool.h>
#include <stddef.h>

enum { MAX_FILES = 4 };

#define SIGMOID "double bp_sigmoid(double z) { return 1 / (1 + exp(-z)); }\n"
#define START "#include \"backprop.h\"\n#include <math.h>\n"
#define PLAIN START SIGMOID

struct text_file {
    const char *name, *text;
};

struct row {
    const char *why;
    bool gcc_only;
    struct text_file files[MAX_FILES + 1];
    const char
        *output; /* what the worker says; "crash": it starts and crashes; NULL: none */
    size_t n_failed;
    const char *defined;     /* "sigmoid graph_forward" */
    const char *undefined;   /* or NULL */
    const char *diagnostics; /* a part of them; "": there are none; NULL: whatever */
    const char *secret;      /* no part of them, or NULL */
};

/* One build. */
struct build_bench {
    struct scratch scratch;
    struct installation installation;
    struct sandbox sandbox;
    struct build build;
    struct submission submission;
};

/* Unchecked fixture of the test cases: the worker is compiled once. */
void build_bench_setup(void);
void build_bench_teardown(void);

void build_bench_open(struct build_bench *b);
void build_bench_close(struct build_bench *b);

/* Lets what is built be linked with a worker that says "prelinked" in the place of "start". */
void build_bench_prelink(struct build_bench *b);

void add_file(struct build_bench *b, const char *name, const char *text);
int run_build(struct build_bench *b, const char *compiler, int jobs);

/* Runs what was built and fails unless it says EXPECTED; WHY is shown then. */
void expect_output(const struct build_bench *b, const char *expected, const char *why);

/* Builds the files of row i with gcc, or those of row i - n_rows with clang, and fails unless all is as the
 * row says; where there is no clang, its rows say so and pass. */
void check_row(const struct row *rows, int n_rows, int i);

/* TEST with gcc and with clang, each in a test case: gcc says the same of the grader. */
#define ADD_ROWS(gcc, clang, test, rows)            \
    (tcase_add_loop_test(gcc, test, 0, N_OF(rows)), \
     tcase_add_loop_test(clang, test, N_OF(rows), 2 * N_OF(rows)))
#define N_OF(rows) ((int)(sizeof rows / sizeof rows[0]))

/* The parts of the suite that have files of their own. */
void add_build_refused(TCase *gcc, TCase *clang); /* test_build_refused.c */

#endif
