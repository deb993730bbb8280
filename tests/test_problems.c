/* test_problems.c: lines of compilers and linkers, taken apart. */
#include "report/problems.h"
#include "suites.h"

#include <stdio.h>
#include <string.h>

static const struct {
    const char *text;
    struct problem problem; /* line 0: none */
    const char *why;
} rows[] = {
    {"net.c:12:5: error: expected ';' before 'x'\n",
     {"net.c", 12, 5, true, "expected ';' before 'x'"},
     "gcc and clang"},
    {"a b.c:3:1: warning: unused variable 'i' [-Wunused-variable]",
     {"a b.c", 3, 1, false, "unused variable 'i' [-Wunused-variable]"},
     "a blank in the name, no newline at the end"},
    {"f.c:2:10: fatal error: none.h: No such file or directory\n",
     {"f.c", 2, 10, true, "none.h: No such file or directory"},
     "fatal"},
    {"f.c:7: error: #error stop\n", {"f.c", 7, 0, true, "#error stop"}, "no column"},
    {"net.c:40: undefined reference to 'bp_costs'\n",
     {"net.c", 40, 0, true, "undefined reference to 'bp_costs'"},
     "a linker"},
    {"f.c:1:2: warning: said: error: not one\n",
     {"f.c", 1, 2, false, "said: error: not one"},
     "a warning that quotes an error"},
    {"a:1.c:9:8: error: x\n", {"a:1.c", 9, 8, true, "x"}, "a colon in the name"},
    {"f.c: In function 'g':\n    5 |  x\n      |  ^\nf.c:5:2: error: y\n",
     {"f.c", 5, 2, true, "y"},
     "lines without a place are passed over"},
    {"", {"", 0, 0, false, ""}, "nothing"},
    {"cc1: error: bad option\n", {"", 0, 0, false, ""}, "no line"},
    {"f.c:0:1: error: x\n", {"", 0, 0, false, ""}, "line 0 is none"},
    {":5:1: error: x\n", {"", 0, 0, false, ""}, "no file"},
    {"f.c:9999999999:1: error: x\n",
     {"f.c:9999999999", 1, 0, true, "x"},
     "more than a line can be is a part of the name"},
    {"note: f.c:5:1: note: x\n", {"", 0, 0, false, ""}, "a note"},
};

START_TEST(line_is_taken_apart)
{
    struct problem got = {.line = 0};
    const struct problem *expected = &rows[_i].problem;
    const char *at = rows[_i].text;
    ck_assert_msg(problem_next(&at, &got) == (expected->line > 0), "%s", rows[_i].why);
    if (expected->line == 0)
        return;
    ck_assert_str_eq(got.file, expected->file);
    ck_assert_uint_eq(got.line, expected->line);
    ck_assert_uint_eq(got.column, expected->column);
    ck_assert_int_eq(got.is_error, expected->is_error);
    ck_assert_str_eq(got.message, expected->message);
    ck_assert(!problem_next(&at, &got));
}
END_TEST

START_TEST(every_line_is_found)
{
    const char *at = "a.c:1:1: error: one\nnoise\nb.c:2:2: warning: two\n";
    struct problem got;
    ck_assert(problem_next(&at, &got));
    ck_assert_str_eq(got.message, "one");
    ck_assert(problem_next(&at, &got));
    ck_assert_str_eq(got.message, "two");
    ck_assert(!problem_next(&at, &got));
}
END_TEST

/* A message is cut between characters. */
START_TEST(long_message_is_cut)
{
    char text[2000] = "a.c:1:1: error: ";
    for (int i = 0; i < 400; i++)
        strcat(text, "\xc3\xa9");
    const char *at = text;
    struct problem got;
    ck_assert(problem_next(&at, &got));
    size_t n = strlen(got.message);
    ck_assert_uint_ge(n, sizeof got.message - 8);
    ck_assert_uint_lt(n, sizeof got.message);
    ck_assert_uint_eq(n % 2, 0);
}
END_TEST

Suite *problems_suite(void)
{
    Suite *suite = suite_create("problems");
    TCase *tests = tcase_create("problems");
    tcase_add_loop_test(tests, line_is_taken_apart, 0,
                        (int)(sizeof rows / sizeof rows[0]));
    tcase_add_test(tests, every_line_is_found);
    tcase_add_test(tests, long_message_is_cut);
    suite_add_tcase(suite, tests);
    return suite;
}
