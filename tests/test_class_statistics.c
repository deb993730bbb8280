/* test_class_statistics.c: what a class's points say, against values computed by hand. */
#include "class/statistics.h"
#include "suites.h"

#include <math.h>
#include <string.h>

enum { MOST = 8 };

static void expect_close(double got, double want)
{
    if (isnan(want))
        ck_assert_msg(isnan(got), "%.17g where it is undefined", got);
    else
        ck_assert_double_eq_tol(got, want, 1e-12);
}

/* ---- scores ---- */

static const struct {
    size_t n;
    double scores[MOST];
    double mean, sd, median, low, high;
} scores[] = {
    {0, {0}, NAN, NAN, NAN, NAN, NAN},
    {1, {42}, 42, NAN, 42, 42, 42},
    {2, {10, 4}, 7, 4.242640687119285 /* sqrt(18) */, 7, 4, 10},
    {3, {9, 1, 2}, 4, 4.358898943540674 /* sqrt(19) */, 2, 1, 9},
    {4, {5, 5, 5, 5}, 5, 0, 5, 5, 5},
    {5, {100, 0, 50, 75.5, 24.5}, 50, 39.687844486693905, 50, 0, 100},
};

START_TEST(scores_are_summed_up)
{
    double values[MOST];
    struct score_statistics s;
    memcpy(values, scores[_i].scores, sizeof values);
    statistics_of_scores(values, scores[_i].n, &s);
    ck_assert_uint_eq(s.n, scores[_i].n);
    expect_close(s.mean, scores[_i].mean);
    expect_close(s.sd, scores[_i].sd);
    expect_close(s.median, scores[_i].median);
    expect_close(s.low, scores[_i].low);
    expect_close(s.high, scores[_i].high);
}
END_TEST

/* ---- items ---- */

static const struct {
    const char *why;
    size_t n;
    int max_points, item[MOST], total[MOST];
    size_t n_all, n_some, n_none;
    double mean, sd, difficulty, discrimination;
} items[] = {
    {"nobody", 0, 4, {0}, {0}, 0, 0, 0, NAN, NAN, NAN, NAN},
    {"one student has no variance", 1, 4, {3}, {9}, 0, 1, 0, 3, NAN, 0.75, NAN},
    {"all are equal", 3, 4, {4, 4, 4}, {9, 5, 7}, 3, 0, 0, 4, 0, 1, NAN},
    {"the rest is equal", 3, 4, {0, 2, 4}, {6, 8, 10}, 1, 1, 1, 2, 2, 0.5, NAN},
    {"goes with the rest", 3, 2, {0, 1, 2}, {0, 4, 8}, 1, 1, 1, 1, 1, 0.5, 1},
    {"goes against it", 3, 2, {2, 1, 0}, {2, 4, 6}, 1, 1, 1, 1, 1, 0.5, -1},
    /* x = 0 0 1 1, t - x = 1 2 2 3: cov 1/3, var 1/3 and 2/3, r = 1/sqrt(2); with t itself it would be
     * 0.9045 */
    {"the task is taken out of the total",
     4,
     1,
     {0, 0, 1, 1},
     {1, 2, 3, 4},
     2,
     0,
     2,
     0.5,
     0.5773502691896257,
     0.5,
     0.7071067811865476},
    {"nothing in common",
     4,
     1,
     {0, 1, 0, 1},
     {1, 2, 2, 3},
     2,
     0,
     2,
     0.5,
     0.5773502691896257,
     0.5,
     0},
};

START_TEST(items_are_analysed)
{
    struct item_statistics s;
    statistics_of_item(items[_i].item, items[_i].total, items[_i].n, items[_i].max_points,
                       &s);
    ck_assert_uint_eq(s.n, items[_i].n);
    ck_assert_uint_eq(s.n_all, items[_i].n_all);
    ck_assert_uint_eq(s.n_some, items[_i].n_some);
    ck_assert_uint_eq(s.n_none, items[_i].n_none);
    expect_close(s.mean, items[_i].mean);
    expect_close(s.sd, items[_i].sd);
    expect_close(s.difficulty, items[_i].difficulty);
    expect_close(s.discrimination, items[_i].discrimination);
}
END_TEST

/* ---- alpha ---- */

static const struct {
    const char *why;
    size_t n, n_items;
    int item[3][MOST];
    double alpha;
} alphas[] = {
    {"two alike", 3, 2, {{0, 1, 2}, {0, 1, 2}}, 1},
    {"one item", 3, 1, {{0, 1, 2}}, NAN},
    {"one student", 1, 2, {{1}, {2}}, NAN},
    {"totals are equal", 3, 2, {{0, 1, 2}, {2, 1, 0}}, NAN},
    /* variances 1/4, 1/3, 1/4, together 5/6; of the totals 0 1 2 3 5/3: 3/2 (1 - 1/2) */
    {"three", 4, 3, {{0, 1, 1, 1}, {0, 0, 1, 1}, {0, 0, 0, 1}}, 0.75},
};

START_TEST(tasks_are_held_against_their_sum)
{
    struct item_statistics s[3];
    int total[MOST] = {0};
    for (size_t i = 0; i < alphas[_i].n_items; i++)
        for (size_t k = 0; k < alphas[_i].n; k++)
            total[k] += alphas[_i].item[i][k];
    for (size_t i = 0; i < alphas[_i].n_items; i++)
        statistics_of_item(alphas[_i].item[i], total, alphas[_i].n, 2, &s[i]);
    expect_close(statistics_alpha(s, alphas[_i].n_items, total, alphas[_i].n),
                 alphas[_i].alpha);
}
END_TEST

#define N_ROWS(table) ((int)(sizeof(table) / sizeof(table)[0]))

Suite *class_statistics_suite(void)
{
    Suite *suite = suite_create("class_statistics");
    TCase *tcase = tcase_create("class_statistics");
    tcase_add_loop_test(tcase, scores_are_summed_up, 0, N_ROWS(scores));
    tcase_add_loop_test(tcase, items_are_analysed, 0, N_ROWS(items));
    tcase_add_loop_test(tcase, tasks_are_held_against_their_sum, 0, N_ROWS(alphas));
    suite_add_tcase(suite, tcase);
    return suite;
}
