/* test_page.c: results.json within the viewer: what is refused, what is escaped, what is left out. */
#include "report/page.h"
#include "scratch.h"
#include "suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RESULTS "{\"format\":\"gradecheck results\",\"format_version\":1,"
#define PLACE "<script type=\"application/json\" id=\"results\">"

/* ---- what is refused ---- */

static const struct {
    const char *content, *error;
} refused[] = {
    {"", "'@/r.json' is not JSON: does it come from --json?"},
    {"<html>", "'@/r.json' is not JSON: does it come from --json?"},
    {RESULTS "\"tasks\":[]", "'@/r.json' is cut off: grade again"},
    {RESULTS "\"tasks\":[{\"id\":\"co", "'@/r.json' is cut off: grade again"},
    {"{}",
     "'@/r.json' holds no results: 'gradecheck grade FOLDER --json FILE' writes them"},
    {"[1]",
     "'@/r.json' holds no results: 'gradecheck grade FOLDER --json FILE' writes them"},
    {"{\"format\":\"gradecheck results\",\"tasks\":[]}",
     "'@/r.json': 'format_version' is not a number from 1"},
    {"{\"format\":\"gradecheck results\",\"format_version\":2,\"tasks\":[]}",
     "'@/r.json' is of format_version 2, this program knows 1: use a later one"},
    {RESULTS "\"tasks\":{}}", "'@/r.json': 'tasks' is not an array"},
};

START_TEST(what_is_no_results_is_refused)
{
    struct scratch s;
    scratch_open(&s);
    const char *text = refused[_i].content;
    ck_assert_ptr_null(page_data(scratch_write(&s, "r.json", text, strlen(text))));
    scratch_expect_error(&s, refused[_i].error);
    scratch_close(&s);
}
END_TEST

/* ---- what is escaped ---- */

START_TEST(nothing_ends_the_element)
{
    static const char text[] = RESULTS " \"tasks\" : [ ], \"x\" : \"</script><!-- "
                                       "\xe2\x80\xa8\xe2\x80\xa9\xe2\x80\x99 & 1 < 2\" }";
    struct scratch s;
    scratch_open(&s);
    char *data = page_data(scratch_write(&s, "r.json", text, strlen(text)));
    ck_assert_str_eq(data, RESULTS "\"tasks\":[],\"x\":\"\\u003c/script>\\u003c!-- "
                                   "\\u2028\\u2029\xe2\x80\x99 & 1 \\u003c 2\"}");
    free(data);
    scratch_close(&s);
}
END_TEST

/* ---- what is left out ---- */

static int count(const char *text, const char *part)
{
    int n = 0;
    while ((text = strstr(text, part))) {
        text += strlen(part);
        n++;
    }
    return n;
}

/* Results with CASES cases of one task, each with an output of 1000 numbers. */
static char *results_with(int cases)
{
    size_t capacity = (size_t)cases * 8192 + 1024;
    char *text = malloc(capacity), *to = text;
    ck_assert_ptr_nonnull(text);
    to += sprintf(to, RESULTS "\"tasks\":[{\"cases\":[");
    for (int i = 0; i < cases; i++) {
        to += sprintf(to, "%s{\"verdict\":\"wrong\",\"inputs\":[],\"outputs\":[",
                      i ? "," : "");
        for (int k = 0; k < 1000; k++)
            to += sprintf(to, "%s0.125", k ? "," : "");
        to += sprintf(to, "]}");
    }
    sprintf(to, "]}]}");
    return text;
}

static const struct {
    int cases, kept;
} lengths[] = {{4, 4}, {32, 32}, {40, 16}, {200, 16}};

START_TEST(a_long_one_keeps_its_first_cases)
{
    struct scratch s;
    scratch_open(&s);
    char *text = results_with(lengths[_i].cases);
    char *data = page_data(scratch_write(&s, "r.json", text, strlen(text)));
    ck_assert_ptr_nonnull(data);
    ck_assert_int_eq(count(data, "\"verdict\""), lengths[_i].cases);
    ck_assert_int_eq(count(data, "\"outputs\""), lengths[_i].kept);
    ck_assert_int_eq(count(data, "\"left_out\":true"),
                     lengths[_i].cases - lengths[_i].kept);
    free(data);
    free(text);
    scratch_close(&s);
}
END_TEST

/* ---- the page ---- */

START_TEST(data_stands_in_its_place)
{
    static const char viewer[] = "<p>" PLACE "</script></p>";
    struct scratch s;
    scratch_open(&s);
    char *text = page_text(scratch_write(&s, "v.html", viewer, strlen(viewer)), "{}");
    ck_assert_str_eq(text, "<p>" PLACE "{}</script></p>");
    free(text);
    scratch_close(&s);
}
END_TEST

START_TEST(what_is_no_viewer_is_refused)
{
    struct scratch s;
    scratch_open(&s);
    ck_assert_ptr_null(page_text(scratch_write(&s, "v.html", "<p>", 3), "{}"));
    scratch_expect_error(&s, "'@/v.html' has no place for results: run 'make viewer'");
    ck_assert_ptr_null(page_text(scratch_path(&s, "none.html"), "{}"));
    scratch_expect_error(&s, "cannot open '@/none.html': No such file or directory");
    scratch_close(&s);
}
END_TEST

#define N_ROWS(table) ((int)(sizeof(table) / sizeof(table)[0]))

Suite *page_suite(void)
{
    Suite *suite = suite_create("page");
    TCase *tcase = tcase_create("page");
    tcase_add_loop_test(tcase, what_is_no_results_is_refused, 0, N_ROWS(refused));
    tcase_add_test(tcase, nothing_ends_the_element);
    tcase_add_loop_test(tcase, a_long_one_keeps_its_first_cases, 0, N_ROWS(lengths));
    tcase_add_test(tcase, data_stands_in_its_place);
    tcase_add_test(tcase, what_is_no_viewer_is_refused);
    suite_add_tcase(suite, tcase);
    return suite;
}
