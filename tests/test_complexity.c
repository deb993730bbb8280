/* test_complexity.c: the judgement on measured times; measuring itself is tested by the corpus. */
#include "check/complexity.h"
#include "suites.h"

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
    suite_add_tcase(suite, tests);
    return suite;
}
