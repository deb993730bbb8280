/* test_complexity.c: the judgement on measured times; measuring itself is tested by the corpus, but for
 * the noise of a machine, which is made here. */
#define _GNU_SOURCE
#include "check/complexity.h"
#include "suites.h"
#include "text_file.h"
#include "worker_bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct row {
    const char *why;
    double cost_s[2], gradient_s[2];
    const char *fault; /* NULL: none */
    double cost_exponentials[2], gradient_exponentials[2];
};

static const struct row rows[] = {
    {"plain backpropagation: 1.7 times", {1e-4, 6e-4}, {1.7e-4, 1e-3}, NULL, {0}, {0}},
    {"ten times slower than plain", {1e-4, 6e-4}, {1.7e-3, 1e-2}, NULL, {0}, {0}},
    {"at the contract's limit of 20", {1e-4, 6e-4}, {2e-3, 1.2e-2}, NULL, {0}, {0}},
    {"central differences", {1e-4, 6e-4}, {5.3e-2, 1.7}, "not-backpropagation", {0}, {0}},
    {"complex step", {1e-4, 6e-4}, {6.7e-2, 1.4}, "not-backpropagation", {0}, {0}},
    {"differences, given up on at the larger net",
     {1e-4, 6e-4},
     {5.3e-2, 0},
     "not-backpropagation",
     {0},
     {0}},
    {"noise on one size alone decides nothing",
     {1e-4, 6e-4},
     {1e-2, 1e-2},
     NULL,
     {0},
     {0}},
    {"a cost function as slow as its differentiation",
     {5e-2, 2},
     {5.3e-2, 2.1},
     "not-backpropagation",
     {0},
     {0}},
    {"a constant multiple of the cost, however large, is slow and no differentiation",
     {1e-4, 6e-4},
     {1e-2, 6e-2},
     "too-slow",
     {0},
     {0}},
    {"a noisy machine: the count of exponentials decides",
     {1e-4, 6e-4},
     {1e-3, 6e-3},
     "not-backpropagation",
     {1500, 3500},
     {7.95e5, 1.3e7}},
    {"backpropagation counted: as many as the cost, and a busy machine",
     {1e-4, 6e-4},
     {4e-3, 2e-2},
     NULL,
     {1500, 3500},
     {1500, 3500}},
    {"no cost function, backpropagation", {0, 0}, {1.7e-4, 1e-3}, NULL, {0}, {0}},
    {"no cost function, differences", {0, 0}, {5e-2, 2}, "not-backpropagation", {0}, {0}},
    {"a gradient that does not return is not judged here",
     {1e-4, 6e-4},
     {0, 0},
     NULL,
     {0},
     {0}},
};

START_TEST(test_judgement)
{
    const struct row *row = &rows[_i];
    char text[240] = "";
    struct complexity complexity = {.n = {265, 1885}};
    for (int size = 0; size < 2; size++) {
        complexity.cost_s[size] = row->cost_s[size];
        complexity.gradient_s[size] = row->gradient_s[size];
        complexity.cost_exponentials[size] = row->cost_exponentials[size];
        complexity.gradient_exponentials[size] = row->gradient_exponentials[size];
    }
    const char *fault = complexity_fault(&complexity, text, sizeof text);
    ck_assert_msg(!fault == !row->fault, "%s: %s", row->why, fault ? fault : "nothing");
    ck_assert_msg(!fault || strcmp(fault, row->fault) == 0, "%s: %s", row->why, fault);
    ck_assert_msg((text[0] != '\0') == (row->fault != NULL), "%s: \"%s\"", row->why,
                  text);
}
END_TEST

/* Beside a cost that is padded to a thousand plain ones differences look cheap. */
START_TEST(test_padded_cost)
{
    char text[240] = "";
    struct complexity complexity = {.n = {265, 1885},
                                    .cost_s = {3e-2, 0.15},
                                    .gradient_s = {0.4, 1.2},
                                    .plain_s = 1.2e-4};
    const char *fault = complexity_fault(&complexity, text, sizeof text);
    ck_assert_msg(fault && strcmp(fault, "too-slow") == 0, "%s", text);
    ck_assert_ptr_nonnull(strstr(text, "1250 plain evaluations"));
    complexity.plain_s = 0.02; /* a slow machine: eight times a plain one */
    ck_assert_ptr_null(complexity_fault(&complexity, text, sizeof text));
}
END_TEST

/* A stall of some milliseconds, as long as all calls of the larger net together. */
START_TEST(test_stall)
{
    char text[240] = "";
    struct complexity complexity = {.n = {265, 1885},
                                    .cost_s = {4e-5, 2e-4},
                                    .gradient_s = {5e-5, 8e-3},
                                    .plain_s = 1e-4};
    ck_assert_ptr_null(complexity_fault(&complexity, text, sizeof text));
    ck_assert_str_eq(text, "");
    complexity.gradient_s[1] =
        11e-3; /* no stall of a plain gradient, which takes 0.5 ms */
    ck_assert_ptr_nonnull(complexity_fault(&complexity, text, sizeof text));
}
END_TEST

/* Right, with PAUSE before each gradient: `n` is that of the call, `calls` how many came before it with this
 * n, and `calls_since` with no other n in between. burn(s) takes CPU time. */
static void measure_with(const char *pause, struct complexity *complexity)
{
    char *right = text_file_read("tests/submissions/right-terse/backprop.c");
    char *source = NULL;
    struct worker_bench w;
    struct draw draw = {.seed = 1};
    ck_assert_ptr_nonnull(right);
    ck_assert_int_gt(
        asprintf(&source,
                 "#define bp_cost_gradient right_gradient\n%s\n#undef bp_cost_gradient\n"
                 "#include <time.h>\n"
                 "static void burn(double s) { clock_t t = clock(); "
                 "while ((double)(clock() - t) / CLOCKS_PER_SEC < s); }\n"
                 "double bp_cost_gradient(const struct bp_net *net, const double *theta, "
                 "const struct bp_data *data, double lambda, double *grad) {\n"
                 "static size_t n, calls_since, sum[4096]; size_t last = n;\n"
                 "n = bp_n_parameters(net); size_t calls = sum[n]++;\n"
                 "calls_since = n == last ? calls_since + 1 : 0; %s (void)calls;\n"
                 "return right_gradient(net, theta, data, lambda, grad); }\n",
                 right, pause),
        0);
    worker_bench_open(&w, source);
    ck_assert_int_eq(complexity_measure(w.session, &draw, complexity), 0);
    worker_bench_close(&w);
    free(source);
    free(right);
}

static const struct {
    const char *why, *pause;
    bool fault;
} pauses[] = {
    {"none", "", false},
    {"one stall, longer than all calls", "if (n > 1000 && calls == 0) burn(0.06);",
     false},
    {"one on each net", "if (calls == 0) burn(0.06);", false},
    {"whenever the net changes", "if (calls_since == 0) burn(0.06);", false},
    {"one of seconds", "if (n > 1000 && calls == 0) burn(1.5);", false},
    {"of all calls of a round", "if (n > 1000 && calls < 5) burn(0.03);", false},
    {"whenever the net is large", "if (n > 1000) burn(0.06);", true},
    {"always", "burn(0.06);", true},
};

START_TEST(test_noise)
{
    char text[240] = "";
    struct complexity complexity;
    measure_with(pauses[_i].pause, &complexity);
    const char *fault = complexity_fault(&complexity, text, sizeof text);
    ck_assert_msg((fault != NULL) == pauses[_i].fault,
                  "%s: %s; cost %g and %g s, gradient %g and %g s", pauses[_i].why, text,
                  complexity.cost_s[0], complexity.cost_s[1], complexity.gradient_s[0],
                  complexity.gradient_s[1]);
}
END_TEST

/* Points are lost, and no cause is named. */
START_TEST(test_answer_is_wrong_where_it_is_measured)
{
    char text[240] = "";
    const struct complexity complexity = {.n = {265, 1885},
                                          .cost_s = {1e-4, 6e-4},
                                          .gradient_s = {1e-4, 6e-4},
                                          .shirked = true};
    ck_assert_ptr_null(complexity_fault(&complexity, text, sizeof text));
    ck_assert_ptr_nonnull(strstr(text, "is not the derivative of your cost"));
}
END_TEST

Suite *complexity_suite(void)
{
    Suite *suite = suite_create("complexity");
    TCase *tests = tcase_create("judgement");
    tcase_add_loop_test(tests, test_judgement, 0, sizeof rows / sizeof rows[0]);
    tcase_add_test(tests, test_padded_cost);
    tcase_add_test(tests, test_answer_is_wrong_where_it_is_measured);
    tcase_add_test(tests, test_stall);
    suite_add_tcase(suite, tests);
    TCase *noise = tcase_create("noise");
    tcase_set_tags(noise, "compiles");
    tcase_add_loop_test(noise, test_noise, 0, sizeof pauses / sizeof pauses[0]);
    suite_add_tcase(suite, noise);
    return suite;
}
