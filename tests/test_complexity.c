/* test_complexity.c: the judgement on measured times; measuring itself is tested by the corpus. */
#include "check/complexity.h"
#include "suites.h"

struct row {
    const char *why;
    double cost_s[2], gradient_s[2];
    bool numerical;
};

static const struct row rows[] = {
    {"plain backpropagation: 1.7 times", {1e-4, 6e-4}, {1.7e-4, 1e-3}, false},
    {"ten times slower than plain", {1e-4, 6e-4}, {1.7e-3, 1e-2}, false},
    {"at the contract's limit of 20", {1e-4, 6e-4}, {2e-3, 1.2e-2}, false},
    {"central differences", {1e-4, 6e-4}, {5.3e-2, 1.7}, true},
    {"complex step", {1e-4, 6e-4}, {6.7e-2, 1.4}, true},
    {"differences, given up on at the larger net", {1e-4, 6e-4}, {5.3e-2, 0}, true},
    {"noise on one size alone decides nothing", {1e-4, 6e-4}, {1e-2, 1e-2}, false},
    {"a cost function as slow as its differentiation", {5e-2, 2}, {5.3e-2, 2.1}, true},
    {"no cost function, backpropagation", {0, 0}, {1.7e-4, 1e-3}, false},
    {"no cost function, differences", {0, 0}, {5e-2, 2}, true},
    {"a gradient that does not return is not judged here", {1e-4, 6e-4}, {0, 0}, false},
};

START_TEST(test_judgement)
{
    const struct row *row = &rows[_i];
    char text[240] = "";
    struct complexity complexity = {.n = {265, 1885}};
    for (int size = 0; size < 2; size++) {
        complexity.cost_s[size] = row->cost_s[size];
        complexity.gradient_s[size] = row->gradient_s[size];
    }
    bool numerical = complexity_is_numerical(&complexity, text, sizeof text);
    ck_assert_msg(numerical == row->numerical, "%s", row->why);
    ck_assert_msg((text[0] != '\0') == row->numerical, "%s: \"%s\"", row->why, text);
}
END_TEST

Suite *complexity_suite(void)
{
    Suite *suite = suite_create("complexity");
    TCase *tests = tcase_create("judgement");
    tcase_add_loop_test(tests, test_judgement, 0, sizeof rows / sizeof rows[0]);
    suite_add_tcase(suite, tests);
    return suite;
}
