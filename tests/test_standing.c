/* test_standing.c: what has changed since an earlier run, as it is told. */
#include "report/standing.h"
#include "report_samples.h"
#include "scratch.h"
#include "suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COST = 7, GRADIENT = 9, NUMGRAD = 10, INIT = 12 };

static const struct terminal_style plain = {.columns = 80};

/* What report_changes() writes, which the caller frees. */
static char *told(const struct standing *then, const struct standing *now,
                  const struct terminal_style *style)
{
    char *text = NULL;
    size_t n;
    FILE *stream = open_memstream(&text, &n);
    ck_assert_ptr_nonnull(stream);
    report_changes(then, now, style, stream);
    fclose(stream);
    return text;
}

static void expect(const struct standing *then, const struct standing *now,
                   const char *expected)
{
    char *text = told(then, now, &plain);
    ck_assert_str_eq(text, expected);
    free(text);
}

static void set(struct standing *standing, int t, int n_passed, int points)
{
    standing->built = true;
    standing->tasks[t].graded = true;
    standing->tasks[t].n_cases = 12;
    standing->tasks[t].n_passed = n_passed;
    standing->tasks[t].points = points;
    standing->tasks[t].max_points = rubric[t].points;
}

START_TEST(changes_are_told)
{
    struct standing then = {.built = false}, now = then;
    set(&then, COST, 11, 8);
    set(&now, COST, 12, 10);
    set(&then, GRADIENT, 12, 15);
    set(&now, GRADIENT, 3, 4);
    set(&then, INIT, 1, 0);
    set(&now, INIT, 2, 0);
    expect(&then, &now,
           "\n Since the run before\n"
           " cost        12 of 12 cases, was 11   10/10 points, was 8\n"
           " gradient     3 of 12 cases, was 12    4/15 points, was 15\n"
           " init         2 of 12 cases, was 1     0/3 points, was 0\n"
           " new:       cost\n"
           " lost:      gradient\n");
}
END_TEST

START_TEST(what_was_not_graded_both_times_is_left_out)
{
    struct standing then = {.built = false}, now = then;
    set(&then, COST, 12, 10);
    set(&then, NUMGRAD, 12, 6);
    set(&now, NUMGRAD, 12, 6);
    set(&now, GRADIENT, 12, 15);
    expect(&then, &now, "\n Since the run before: nothing changed\n");
    now.tasks[NUMGRAD].graded = false;
    expect(&then, &now, "\n Since the run before: no task was graded both times\n");
}
END_TEST

START_TEST(nothing_to_compare_with)
{
    struct standing then = {.built = false}, now = then;
    set(&now, COST, 12, 10);
    expect(NULL, &now, "\n Since the run before: no earlier run\n");
    set(&then, COST, 12, 10);
    set(&now, COST, 0, 0);
    now.built = false;
    expect(&then, &now,
           "\n Since the run before: not compared, since nothing compiles\n");
}
END_TEST

/* All sixteen at once, on the narrowest terminal. */
START_TEST(no_line_is_wider_than_the_terminal)
{
    const struct terminal_style narrow = {.columns = 40};
    struct standing then = {.built = false}, now = then;
    for (int t = 0; t < RUBRIC_TASKS; t++) {
        set(&then, t, 12, rubric[t].points);
        set(&now, t, 0, 0);
    }
    char *text = told(&then, &now, &narrow);
    for (const char *line = text; *line; line += strcspn(line, "\n") + 1)
        ck_assert_uint_le(strcspn(line, "\n"), 40);
    for (int t = 0; t < RUBRIC_TASKS; t++)
        ck_assert_ptr_nonnull(strstr(strstr(text, " lost:"), rubric[t].id));
    free(text);
}
END_TEST

START_TEST(colour_is_where_it_is_asked_for)
{
    const struct terminal_style coloured = {.columns = 80, .colour = true};
    struct standing then = {.built = false}, now = then;
    set(&then, COST, 12, 10);
    set(&now, COST, 0, 0);
    char *text = told(&then, &now, &plain);
    ck_assert_ptr_null(strchr(text, '\x1b'));
    free(text);
    text = told(&then, &now, &coloured);
    ck_assert_ptr_nonnull(strstr(text, "\x1b[1m\x1b[31m lost:"));
    free(text);
}
END_TEST

/* ---- reading ---- */

START_TEST(results_read_back_as_they_stood)
{
    static const enum sample_kind kinds[] = {SAMPLE_PERFECT,  SAMPLE_STUB,
                                             SAMPLE_ONE_ROOT, SAMPLE_UNBUILT,
                                             SAMPLE_HIDDEN,   SAMPLE_ONE_TASK};
    struct scratch s;
    struct standing read;
    scratch_open(&s);
    struct sample *sample = sample_make(kinds[_i]);
    struct standing expected = standing_of(&sample->result);
    char *json = report_json(&sample->result);
    ck_assert_ptr_nonnull(json);
    ck_assert_int_eq(
        standing_read(&read, scratch_write(&s, "results.json", json, strlen(json))),
        STANDING_READ);
    ck_assert_int_eq(read.built, expected.built);
    for (int t = 0; t < RUBRIC_TASKS; t++) {
        ck_assert_int_eq(read.tasks[t].graded, expected.tasks[t].graded);
        if (!read.tasks[t].graded)
            continue;
        ck_assert_int_eq(read.tasks[t].points, expected.tasks[t].points);
        ck_assert_int_eq(read.tasks[t].max_points, rubric[t].points);
        ck_assert_int_eq(read.tasks[t].n_cases, expected.tasks[t].n_cases);
        ck_assert_int_eq(read.tasks[t].n_passed, expected.tasks[t].n_passed);
    }
    free(json);
    sample_free(sample);
    scratch_close(&s);
}
END_TEST

START_TEST(no_file_and_no_results_are_told_apart)
{
    struct scratch s;
    struct standing read;
    scratch_open(&s);
    ck_assert_int_eq(standing_read(&read, scratch_path(&s, "none.json")), STANDING_NONE);
    ck_assert_str_eq(scratch_errors(&s), "");
    ck_assert_int_eq(standing_read(&read, scratch_write(&s, "x.json", "{}", 2)),
                     STANDING_REFUSED);
    ck_assert_str_ne(scratch_errors(&s), "");
    scratch_close(&s);
}
END_TEST

Suite *standing_suite(void)
{
    Suite *suite = suite_create("standing");
    TCase *tcase = tcase_create("since an earlier run");
    tcase_add_test(tcase, changes_are_told);
    tcase_add_test(tcase, what_was_not_graded_both_times_is_left_out);
    tcase_add_test(tcase, nothing_to_compare_with);
    tcase_add_test(tcase, no_line_is_wider_than_the_terminal);
    tcase_add_test(tcase, colour_is_where_it_is_asked_for);
    tcase_add_loop_test(tcase, results_read_back_as_they_stood, 0, 6);
    tcase_add_test(tcase, no_file_and_no_results_are_told_apart);
    suite_add_tcase(suite, tcase);
    return suite;
}
