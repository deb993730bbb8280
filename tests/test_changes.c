/* test_changes.c: what a new set changes of an old one, in words and numbers. */
#include "changes.h"
#include "fixture.h"
#include "suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef FIXTURES_FOLDER
#define FIXTURES_FOLDER "fixtures/public"
#endif

/* The first case of gradient/one-vs-all, and of its outputs grad. */
static struct fixture_case *gradient_case(struct fixture_set *set)
{
    for (size_t g = 0; g < set->n_groups; g++)
        if (strcmp(set->groups[g].task, "gradient") == 0)
            return &set->groups[g].cases[0];
    ck_abort_msg("no gradient case");
    return NULL;
}

struct row {
    const char *why;
    double value_bounds; /* grad[1] moves by so many of its bounds */
    double bound_factor; /* its bound becomes so many times as large */
    double lambda;       /* added to the input */
    bool removed, added; /* the last case of the group leaves, or is new */
    const char *line;    /* a part of what is printed */
};

static const struct row rows[] = {
    {"the same set", 0, 1, 0, false, false, "nothing changes"},
    {"a value moved by three bounds", 3, 1, 0, false, false, "gradient/one-vs-all/"},
    {"a bound grew by half", 0, 1.5, 0, false, false, "gradient/one-vs-all/"},
    {"an input is another", 0, 1, 0.5, false, false, "gradient/one-vs-all/"},
    {"a case less", 0, 1, 0, true, false, "- gradient/one-vs-all/"},
    {"a case more", 0, 1, 0, false, true, "+ gradient/one-vs-all/"},
};

static void alter(struct fixture_set *set, const struct row *row)
{
    struct fixture_case *c = gradient_case(set);
    struct expected *grad = &c->expected[1];
    grad->value.f64[1] += row->value_bounds * grad->bound[1];
    grad->bound[1] *= row->bound_factor;
    c->call.inputs[3].f64[0] += row->lambda;
}

static void drop_last_case(struct fixture_set *set)
{
    for (size_t g = 0; g < set->n_groups; g++)
        if (strcmp(set->groups[g].task, "gradient") == 0) {
            fixture_case_release(&set->groups[g].cases[--set->groups[g].n_cases]);
            return;
        }
}

START_TEST(changes_are_told)
{
    const struct row *row = &rows[_i];
    struct fixture_set old, new;
    char *text = NULL;
    size_t n_bytes;

    ck_assert_int_eq(fixture_set_load(&old, FIXTURES_FOLDER), 0);
    ck_assert_int_eq(fixture_set_load(&new, FIXTURES_FOLDER), 0);
    alter(&new, row);
    if (row->removed)
        drop_last_case(&new);
    if (row->added)
        drop_last_case(&old);
    FILE *stream = open_memstream(&text, &n_bytes);
    ck_assert_ptr_nonnull(stream);
    changes_print(stream, &old, &new, 20);
    fclose(stream);
    ck_assert_msg(strstr(text, row->line) != NULL, "%s: %s", row->why, text);
    ck_assert_msg((strstr(text, "nothing changes") != NULL) == (_i == 0), "%s: %s",
                  row->why, text);
    free(text);
    fixture_set_release(&old);
    fixture_set_release(&new);
}
END_TEST

START_TEST(changes_are_measured)
{
    const struct row *row = &rows[_i];
    struct fixture_set old, new;
    struct change change;

    ck_assert_int_eq(fixture_set_load(&old, FIXTURES_FOLDER), 0);
    ck_assert_int_eq(fixture_set_load(&new, FIXTURES_FOLDER), 0);
    alter(&new, row);
    bool changed = change_of_case(&change, gradient_case(&old), gradient_case(&new));
    ck_assert_msg(changed ==
                      (row->value_bounds > 0 || row->bound_factor > 1 || row->lambda > 0),
                  "%s", row->why);
    ck_assert_int_eq(change.expected, row->value_bounds > 0);
    ck_assert_int_eq(change.bounds, row->bound_factor > 1);
    ck_assert_int_eq(change.inputs, row->lambda > 0);
    ck_assert_double_eq_tol(change.value_in_bounds, row->value_bounds, 0.1);
    ck_assert_double_eq_tol(change.bound_percent, 100 * (row->bound_factor - 1), 1e-6);
    fixture_set_release(&old);
    fixture_set_release(&new);
}
END_TEST

Suite *changes_suite(void)
{
    Suite *suite = suite_create("changes");
    TCase *tests = tcase_create("changes");
    int n_rows = sizeof rows / sizeof rows[0];
    tcase_add_loop_test(tests, changes_are_told, 0, n_rows);
    tcase_add_loop_test(tests, changes_are_measured, 0, 4);
    suite_add_tcase(suite, tests);
    return suite;
}
