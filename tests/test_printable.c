#include "error.h"
#include "printable.h"
#include "scratch.h"
#include "suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct row {
    const char *source, *expected, *name; /* name NULL: the same as expected */
    const char *why;
};

static const struct row rows[] = {
    {"", "", NULL, "nothing"},
    {"plain ~!", "plain ~!", NULL, "ASCII stays"},
    {"a\n\tb", "a\n\tb", "a\\x0a\\x09b", "newline and tab stay in a text, not in a name"},
    {"a\n \t::b", "a\n \t\\x3a:b", "a\\x0a \\x09\\x3a:b", "blanks in front do not help"},
    {"\x1b[2J", "\\x1b[2J", NULL, "a terminal obeys escape"},
    {"a\rb\b\a\x7f", "a\\x0db\\x08\\x07\\x7f", NULL, "other control characters"},
    {"\xc2\x9b"
     "2J",
     "\\xc2\\x9b2J", NULL, "a terminal may obey U+009B as it obeys escape ["},
    {"\xc2\x80\xc2\x9f\xc2\xa0", "\\xc2\\x80\\xc2\\x9f\xc2\xa0", NULL,
     "first and last of U+0080..9F, and the one behind"},
    {"L\xc3\xb6sung \xe2\x88\x82 \xf0\x9f\x8e\x93",
     "L\xc3\xb6sung \xe2\x88\x82 \xf0\x9f\x8e\x93", NULL,
     "two, three and four bytes of UTF-8 stay"},
    {"\xe2\x80\xae"
     "fdp",
     "\\xe2\\x80\\xaefdp", NULL, "U+202E turns the rest of the line round"},
    {"\xe2\x80\xaa\xe2\x80\xab\xe2\x80\xac\xe2\x80\xad",
     "\\xe2\\x80\\xaa\\xe2\\x80\\xab\\xe2\\x80\\xac\\xe2\\x80\\xad", NULL,
     "U+202A..202D"},
    {"\xe2\x81\x9f\xe2\x81\xa0\xe2\x81\xaf\xe2\x81\xb0",
     "\xe2\x81\x9f\\xe2\\x81\\xa0\\xe2\\x81\\xaf\xe2\x81\xb0", NULL,
     "U+2060..206F and no more"},
    {"\xe2\x80\x8a\xe2\x80\x8b\xe2\x80\x8f\xe2\x80\x90",
     "\xe2\x80\x8a\\xe2\\x80\\x8b\\xe2\\x80\\x8f\xe2\x80\x90", NULL,
     "U+200B..200F and no more"},
    {"\xef\xbb\xbf", "\\xef\\xbb\\xbf", NULL, "U+FEFF is not seen"},
    {"::error::no", "\\x3a:error::no", NULL, "a command to a service that runs builds"},
    {"a::b ::c", "a::b \\x3a:c", NULL, "within a word it is none"},
    {"x##[error] a##vso[x] a## # #[", "x\\x23#[error] a\\x23#vso[x] a## # #[", NULL,
     "these are commands anywhere"},
    {"\xd8\x9c", "\\xd8\\x9c", NULL, "U+061C"},
    {"\xe2\x80\xa8\xe2\x80\xa9", "\\xe2\\x80\\xa8\\xe2\\x80\\xa9", NULL,
     "U+2028, U+2029: a new line to some programs"},
    {"\x80\xff", "\\x80\\xff", NULL, "no UTF-8"},
    {"\xc0\xaf\xe0\x80\xaf\xf0\x80\x80\xaf",
     "\\xc0\\xaf\\xe0\\x80\\xaf\\xf0\\x80\\x80\\xaf", NULL, "overlong forms"},
    {"\xed\x9f\xbf\xed\xa0\x80\xed\xbf\xbf\xee\x80\x80",
     "\xed\x9f\xbf\\xed\\xa0\\x80\\xed\\xbf\\xbf\xee\x80\x80", NULL, "surrogates alone"},
    {"\xf4\x8f\xbf\xbf\xf4\x90\x80\x80", "\xf4\x8f\xbf\xbf\\xf4\\x90\\x80\\x80", NULL,
     "above U+10FFFF"},
    {"\xc3", "\\xc3", NULL, "cut off at the end"},
    {"\xe2\x80", "\\xe2\\x80", NULL, "cut off after two of three bytes"},
    {"\xc3(", "\\xc3(", NULL, "a character that does not go on: the next one stays"},
};

START_TEST(text_is_escaped)
{
    const struct row *row = &rows[_i];
    char *text = printable(row->source, strlen(row->source));
    char *name = printable_name(row->source);
    ck_assert_msg(strcmp(text, row->expected) == 0, "%s: %s", row->why, text);
    ck_assert_msg(strcmp(name, row->name ? row->name : row->expected) == 0, "%s: %s",
                  row->why, name);
    free(text);
    free(name);
}
END_TEST

START_TEST(nul_bytes_are_escaped)
{
    char *text = printable("a\0b", 3);
    ck_assert_str_eq(text, "a\\x00b");
    free(text);
}
END_TEST

START_TEST(no_byte_is_read_behind_the_end)
{
    char *text = printable("\xc3\xb6", 1);
    ck_assert_str_eq(text, "\\xc3");
    free(text);
}
END_TEST

START_TEST(error_prints_one_line)
{
    struct scratch s;
    scratch_open(&s);
    ck_assert_int_eq(error("cannot open '%s': %d", "x", 7), -1);
    scratch_expect_error(&s, "cannot open 'x': 7");
    ck_assert_int_eq(error("'%s'", "a\nb\x1b[2J\x7f\xc2\x9b\xc3\xb6"), -1);
    scratch_expect_error(&s, "'a?b?[2J???\xc3\xb6'");
    scratch_close(&s);
}
END_TEST

START_TEST(error_names_the_program)
{
    struct scratch s;
    char program[256], expected[300];
    ssize_t n = readlink("/proc/self/exe", program, sizeof program - 1);
    ck_assert_int_gt(n, 0);
    program[n] = '\0';
    snprintf(expected, sizeof expected, "%s: x\n", strrchr(program, '/') + 1);
    scratch_open(&s);
    error("x");
    ck_assert_str_eq(scratch_errors(&s), expected);
    scratch_close(&s);
}
END_TEST

START_TEST(error_cuts_what_is_too_long)
{
    struct scratch s;
    char text[8000];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    scratch_open(&s);
    error("%s", text);
    const char *got = scratch_errors(&s);
    ck_assert_uint_gt(strlen(got), 4000);
    ck_assert_uint_le(strlen(got), 4096);
    ck_assert_ptr_eq(strchr(got, '\n'), got + strlen(got) - 1);
    scratch_close(&s);
}
END_TEST

Suite *printable_suite(void)
{
    Suite *suite = suite_create("printable");
    TCase *text = tcase_create("text"), *errors = tcase_create("error");
    tcase_add_loop_test(text, text_is_escaped, 0, sizeof rows / sizeof rows[0]);
    tcase_add_test(text, nul_bytes_are_escaped);
    tcase_add_test(text, no_byte_is_read_behind_the_end);
    tcase_add_test(errors, error_prints_one_line);
    tcase_add_test(errors, error_names_the_program);
    tcase_add_test(errors, error_cuts_what_is_too_long);
    suite_add_tcase(suite, text);
    suite_add_tcase(suite, errors);
    return suite;
}
