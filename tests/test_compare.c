/* test_compare.c: the rule that decides, on values made by hand. The rows include the faults that
 * other graders' comparisons were found to have. */
#include "check/compare.h"
#include "layout.h"
#include "session.h"
#include "suites.h"

#include <math.h>
#include <string.h>

enum { N = 3 };

struct row {
    const char *why;
    double expected[N], bound[N], got[N];
    unsigned left_unwritten; /* bit i: element i holds what was there before */
    enum verdict verdict;
    size_t index, n_wrong;
};

static const struct row rows[] = {
    {"equal", {1, 2, 3}, {0, 0, 0}, {1, 2, 3}, 0, VERDICT_PASS, 0, 0},
    {"within four bounds",
     {1, 2, 3},
     {1e-3, 1e-3, 1e-3},
     {1.0039, 1.9961, 3},
     0,
     VERDICT_PASS,
     0,
     0},
    {"just beyond four bounds",
     {1, 2, 3},
     {1e-3, 1e-3, 1e-3},
     {1, 2.0041, 3},
     0,
     VERDICT_WRONG,
     1,
     1},
    {"the sign counts: -5.5 is not 5.5",
     {5.5, 2, 3},
     {1e-9, 1e-9, 1e-9},
     {-5.5, 2, 3},
     0,
     VERDICT_WRONG,
     0,
     1},
    {"a negated gradient is wrong in every element",
     {1, -2, 3},
     {1e-9, 1e-9, 1e-9},
     {-1, 2, -3},
     0,
     VERDICT_WRONG,
     2,
     3},
    {"1.2e-05 is a number like any other",
     {1.2e-05, 2, 3},
     {1e-19, 1e-9, 1e-9},
     {1.2e-05, 2, 3},
     0,
     VERDICT_PASS,
     0,
     0},
    {"1.2e-05 and 1.3e-05 differ, however small",
     {1.2e-05, 2, 3},
     {1e-19, 1e-9, 1e-9},
     {1.3e-05, 2, 3},
     0,
     VERDICT_WRONG,
     0,
     1},
    {"NaN where a number is expected",
     {1, 2, 3},
     {1, 1, 1},
     {1, NAN, 3},
     0,
     VERDICT_NOT_FINITE,
     1,
     1},
    {"NaN is not equal to anything, not to a NaN either",
     {NAN, 2, 3},
     {1, 1, 1},
     {NAN, 2, 3},
     0,
     VERDICT_NOT_FINITE,
     0,
     1},
    {"infinity, however large the bound",
     {1, 2, 3},
     {INFINITY, 1, 1},
     {INFINITY, 2, 3},
     0,
     VERDICT_NOT_FINITE,
     0,
     1},
    {"an expected 0 divides nothing",
     {0, 0, 0},
     {1e-18, 1e-18, 1e-18},
     {1e-19, 0, -1e-19},
     0,
     VERDICT_PASS,
     0,
     0},
    {"zeros where numbers are expected",
     {1e-12, 2e-12, 3e-12},
     {1e-27, 1e-27, 1e-27},
     {0, 0, 0},
     0,
     VERDICT_WRONG,
     2,
     3},
    {"a small wrong element hides behind no large one",
     {1e8, 2e8, 1e-3},
     {1e-7, 1e-7, 1e-18},
     {1e8, 2e8, 1.1e-3},
     0,
     VERDICT_WRONG,
     2,
     1},
    {"2 % off is wrong",
     {1, 2, 3},
     {1e-15, 1e-15, 1e-15},
     {1.02, 2, 3},
     0,
     VERDICT_WRONG,
     0,
     1},
    {"right to five decimals is wrong",
     {1, 2, 3},
     {1e-15, 1e-15, 1e-15},
     {1.000001, 2, 3},
     0,
     VERDICT_WRONG,
     0,
     1},
    {"-0 is 0", {0, 2, 3}, {0, 0, 0}, {-0.0, 2, 3}, 0, VERDICT_PASS, 0, 0},
    {"an element never written",
     {1, 2, 3},
     {1, 1, 1},
     {1, 0, 3},
     2,
     VERDICT_UNWRITTEN,
     1,
     1},
    {"unwritten says more than wrong",
     {1, 2, 3},
     {0, 0, 0},
     {9, 9, 9},
     4,
     VERDICT_UNWRITTEN,
     2,
     3},
    {"the largest excess is shown, not the first",
     {1, 2, 3},
     {1e-3, 1e-3, 1e-3},
     {1.01, 2.5, 3.01},
     0,
     VERDICT_WRONG,
     1,
     3},
};

/* A case of one expected output, as a fixture would hold it. */
static enum verdict judge(const struct row *row, struct evidence *evidence)
{
    struct fixture_case c = {.n_expected = 1};
    double expected[N], bound[N], got[N];
    uint64_t unwritten = LAYOUT_UNWRITTEN;

    memcpy(expected, row->expected, sizeof expected);
    memcpy(bound, row->bound, sizeof bound);
    memcpy(got, row->got, sizeof got);
    for (int i = 0; i < N; i++)
        if (row->left_unwritten & (1u << i))
            memcpy(&got[i], &unwritten, sizeof unwritten);
    c.expected[0].value = (struct array){"grad", ELEMENT_DOUBLE, N, {expected}};
    c.expected[0].bound = bound;
    const struct array output = {"grad", ELEMENT_DOUBLE, N, {got}};
    return compare_outputs(&c, &output, evidence);
}

START_TEST(test_doubles)
{
    const struct row *row = &rows[_i];
    struct evidence evidence = {.message = ""};
    enum verdict verdict = judge(row, &evidence);
    ck_assert_msg(verdict == row->verdict, "%s: %s", row->why, verdict_name(verdict));
    ck_assert_msg(evidence.has_element == (row->verdict != VERDICT_PASS), "%s", row->why);
    ck_assert_msg(evidence.index == row->index, "%s: index %zu", row->why,
                  evidence.index);
    ck_assert_msg(evidence.n_wrong == row->n_wrong, "%s: %zu wrong", row->why,
                  evidence.n_wrong);
}
END_TEST

START_TEST(test_added_to_what_was_there)
{
    /* grad += x on a buffer of the fill pattern: the NaN's payload survives arithmetic. */
    struct row row = {.expected = {1, 2, 3}, .bound = {1, 1, 1}, .left_unwritten = 7};
    struct fixture_case c = {.n_expected = 1};
    uint64_t unwritten = LAYOUT_UNWRITTEN;
    struct evidence evidence = {.message = ""};
    volatile double got[N];
    double copy[N];

    for (int i = 0; i < N; i++) {
        double before;
        memcpy(&before, &unwritten, sizeof before);
        got[i] = before;
        got[i] = i == 1 ? -(got[i] + 0.5) : got[i] + 0.5;
        copy[i] = got[i];
    }
    c.expected[0].value = (struct array){"grad", ELEMENT_DOUBLE, N, {row.expected}};
    c.expected[0].bound = row.bound;
    const struct array output = {"grad", ELEMENT_DOUBLE, N, {copy}};
    ck_assert_int_eq(compare_outputs(&c, &output, &evidence), VERDICT_UNWRITTEN);
    for (size_t i = 0; i < N; i++)
        ck_assert(array_is_unwritten(&output, i));
}
END_TEST

START_TEST(test_integers)
{
    int expected[N] = {0, 4, 2}, right[N] = {0, 4, 2}, wrong[N] = {0, 3, 2};
    int unwritten[N] = {0, 4, (int)(LAYOUT_UNWRITTEN & 0xFFFFFFFF)};
    struct fixture_case c = {.n_expected = 1};
    struct evidence evidence = {.message = ""};

    c.expected[0].value = (struct array){"y", ELEMENT_INT, N, {expected}};
    struct array output = {"y", ELEMENT_INT, N, {right}};
    ck_assert_int_eq(compare_outputs(&c, &output, &evidence), VERDICT_PASS);
    output.i32 = wrong;
    ck_assert_int_eq(compare_outputs(&c, &output, &evidence), VERDICT_WRONG);
    ck_assert_uint_eq(evidence.index, 1);
    output.i32 = unwritten;
    ck_assert_int_eq(compare_outputs(&c, &output, &evidence), VERDICT_UNWRITTEN);
}
END_TEST

START_TEST(test_large_integers_are_not_rounded)
{
    uint64_t expected = (UINT64_C(1) << 53) + 1, got = UINT64_C(1) << 53;
    struct fixture_case c = {.n_expected = 1};
    struct evidence evidence = {.message = ""};
    c.expected[0].value = (struct array){"n", ELEMENT_UINT64, 1, {&expected}};
    const struct array output = {"n", ELEMENT_UINT64, 1, {&got}};
    ck_assert_int_eq(compare_outputs(&c, &output, &evidence), VERDICT_WRONG);
}
END_TEST

START_TEST(test_second_output)
{
    /* J right, grad wrong: the evidence points at grad. */
    double J = 1, grad[2] = {1, 2}, bound[2] = {1e-9, 1e-9}, got[2] = {1, 2.5};
    struct fixture_case c = {.n_expected = 2};
    struct evidence evidence = {.message = ""};
    c.expected[0] = (struct expected){{"J", ELEMENT_DOUBLE, 1, {&J}}, bound};
    c.expected[1] = (struct expected){{"grad", ELEMENT_DOUBLE, 2, {grad}}, bound};
    const struct array outputs[2] = {{"J", ELEMENT_DOUBLE, 1, {&J}},
                                     {"grad", ELEMENT_DOUBLE, 2, {got}}};
    ck_assert_int_eq(compare_outputs(&c, outputs, &evidence), VERDICT_WRONG);
    ck_assert_int_eq(evidence.output, 1);
    ck_assert_uint_eq(evidence.index, 1);
    ck_assert_double_eq(evidence.got, 2.5);
}
END_TEST

Suite *compare_suite(void)
{
    Suite *suite = suite_create("compare");
    TCase *tests = tcase_create("rule");
    tcase_add_loop_test(tests, test_doubles, 0, sizeof rows / sizeof rows[0]);
    tcase_add_test(tests, test_added_to_what_was_there);
    tcase_add_test(tests, test_integers);
    tcase_add_test(tests, test_large_integers_are_not_rounded);
    tcase_add_test(tests, test_second_output);
    suite_add_tcase(suite, tests);
    return suite;
}
