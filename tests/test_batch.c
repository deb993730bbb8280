/* test_batch.c: cost and gradient in blocks of samples against the answer key, which goes sample by sample and which
 * test_reference.c holds against values worked out without it. */
#include "batch.h"
#include "suites.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

Suite *batch_suite(void);

enum { M_MAX = 2 * BATCH_BLOCK + 117, N_MAX = 2048 };
static const double guard = -12345.5;
#define COUNT(array) (sizeof(array) / sizeof *(array))

/* NaN fails. */
static void check_near(const char *why, const char *what, size_t i, double got,
                       double want, double tolerance)
{
    ck_assert_msg(fabs(got - want) <= tolerance, "%s: %s[%zu]: got %.17g, want %.17g",
                  why, what, i, got, want);
}

/* Numbers in [-size, size] that fill the mantissa: a Weyl sequence. */
static void fill(size_t n, double *v, double start, double size)
{
    for (size_t i = 0; i < n; i++) {
        double t = (start + (double)i + 1) * 0.61803398874989485;
        v[i] = size * (2 * (t - floor(t)) - 1);
    }
}

/* A J of at least `least` tells that a net is as saturated as it is meant to be, twice that with one-vs-all.
 * Tolerances are relative to 1 + what is compared: z near 0 of terms near 1e3 is known to 1e-13, and weights of 300
 * pass that on. */
static const struct row {
    const char *why;
    size_t n_layers, units[4], m;
    double size_theta, size_X, least, tolerance;
} rows[] = {
    {"one of each", 1, {1, 1}, 1, 1.75, 1.5, 0, 1e-14},
    {"L = 1, m = 1", 1, {3, 4}, 1, 1.75, 1.5, 0, 1e-14},
    {"L = 2, m = 1", 2, {5, 4, 3}, 1, 1.75, 1.5, 0, 1e-14},
    {"L = 3, m = 1", 3, {5, 7, 3, 11}, 1, 1.75, 1.5, 0, 1e-14},
    {"L = 1, blocks and a rest", 1, {13, 10}, M_MAX, 1, 1, 0, 1e-14},
    {"a block but for one sample", 2, {6, 5, 4}, BATCH_BLOCK - 1, 1, 1, 0, 1e-14},
    {"a block", 2, {6, 5, 4}, BATCH_BLOCK, 1, 1, 0, 1e-14},
    {"a block and one sample", 2, {6, 5, 4}, BATCH_BLOCK + 1, 1, 1, 0, 1e-14},
    {"L = 2, blocks and a rest", 2, {13, 19, 10}, M_MAX, 1, 1, 0, 1e-14},
    {"L = 3, two blocks", 3, {11, 7, 5, 3}, 2 * BATCH_BLOCK, 1, 1, 0, 1e-14},
    {"L = 3, blocks and a rest", 3, {7, 13, 3, 5}, M_MAX, 1, 1, 0, 1e-14},
    {"wider than it is deep", 2, {2, 64, 3}, 67, 1, 1, 0, 1e-14},
    {"K = 1", 2, {3, 5, 1}, 40, 1.75, 1.5, 0, 1e-14},
    {"outputs at 1e3", 1, {12, 5}, M_MAX, 200, 1.5, 150, 1e-12},
    {"all layers at 1e3", 3, {12, 9, 8, 5}, M_MAX, 300, 1.5, 200, 1e-11},
};

static struct problem {
    struct bp_net net;
    struct bp_data data;
    double theta[N_MAX], X[M_MAX * 16];
    int y[M_MAX];
} problem;

static void pose(const struct row *row, enum bp_output output, int bias)
{
    struct problem *p = &problem;
    size_t K = row->units[row->n_layers];
    p->net = (struct bp_net){row->n_layers, row->units, output, bias};
    p->data = (struct bp_data){row->m, p->X, p->y};
    ck_assert(bp_n_parameters(&p->net) < N_MAX && row->m * row->units[0] <= COUNT(p->X));
    fill(bp_n_parameters(&p->net), p->theta, 0.5, row->size_theta);
    fill(row->m * row->units[0], p->X, 0.25, row->size_X);
    for (size_t i = 0; i < row->m; i++)
        p->y[i] = (int)((3 * i + 1) % K);
}

static void check_against_sample_by_sample(const struct row *row, double lambda)
{
    static double got[N_MAX], want[N_MAX];
    struct problem *p = &problem;
    size_t n = bp_n_parameters(&p->net);
    double largest = 0, least = p->net.output == BP_SOFTMAX ? row->least : 2 * row->least;
    memset(got, 0x7f, sizeof got);
    got[n] = guard;
    double J = batch_cost_gradient(&p->net, p->theta, &p->data, lambda, got);
    double J_want = bp_cost_gradient(&p->net, p->theta, &p->data, lambda, want);
    check_near(row->why, "J", 0, J, J_want, row->tolerance * (1 + J_want));
    for (size_t i = 0; i < n; i++) {
        check_near(row->why, "grad", i, got[i], want[i],
                   row->tolerance * (1 + fabs(want[i])));
        largest = fmax(largest, fabs(got[i]));
    }
    bool always_sure = p->net.units[p->net.n_layers] == 1 && p->net.output == BP_SOFTMAX;
    ck_assert_msg((always_sure && lambda == 0) || largest > 0.01, "%s: largest %g",
                  row->why, largest);
    ck_assert_msg(lambda > 0 || J >= least, "%s: J = %g", row->why, J);
    ck_assert(got[n] == guard);
}

START_TEST(as_sample_by_sample)
{
    for (int output = 0; output <= 1; output++)
        for (int bias = 0; bias <= 1; bias++)
            for (int regularised = 0; regularised <= 1; regularised++) {
                pose(&rows[_i], (enum bp_output)output, bias);
                check_against_sample_by_sample(&rows[_i], regularised ? 1.25 : 0);
            }
}
END_TEST

/* A layer of two outputs whose z are its weights: no rounding before the loss. */
static const struct {
    const char *why;
    enum bp_output output;
    double z[2];
} exact_rows[] = {
    {"sure", BP_ONE_VS_ALL, {1000, -1000}},
    {"both on", BP_ONE_VS_ALL, {1000, 1000}},
    {"a small loss keeps its digits", BP_ONE_VS_ALL, {30, -1000}},
    {"small activations", BP_ONE_VS_ALL, {-700, 0.5}},
    {"sure", BP_SOFTMAX, {1000, -1000}},
    {"equal and large", BP_SOFTMAX, {1000, 1000}},
    {"equal and very negative", BP_SOFTMAX, {-1000, -1000}},
    {"a small loss keeps its digits", BP_SOFTMAX, {1000, 970}},
    {"small activations", BP_SOFTMAX, {-700, 0}},
};

START_TEST(saturated)
{
    static const size_t units[] = {1, 2};
    static const double x[] = {1};
    const double *z = exact_rows[_i].z, theta[] = {z[0], 0, 0, z[1]};
    const struct bp_net net = {1, units, exact_rows[_i].output, 0};
    for (int label = 0; label <= 1; label++) {
        const struct bp_data data = {1, x, &label};
        double got[4], want[4], J = batch_cost_gradient(&net, theta, &data, 0, got);
        double J_want = bp_cost_gradient(&net, theta, &data, 0, want);
        check_near(exact_rows[_i].why, "J", (size_t)label, J, J_want,
                   4 * DBL_EPSILON * J_want);
        for (size_t i = 0; i < 4; i++)
            check_near(exact_rows[_i].why, "grad", i, got[i], want[i],
                       4 * DBL_EPSILON * fabs(want[i]));
    }
}
END_TEST

/* Worked by hand: hidden units at |z| = 1e3 let nothing through, and a loss of 2000 leaves the samples behind it in
 * the block their own. */
START_TEST(saturated_among_others)
{
    static const size_t units[] = {1, 2, 2};
    static const double theta[] = {0, 1000, 0, -1000, 0, 1000, -1000, 0, -1000, 1000};
    static const double X[] = {1, 1, 0};
    static const int y[] = {1, 0, 0};
    const struct bp_net net = {2, units, _i ? BP_SOFTMAX : BP_ONE_VS_ALL, 0};
    const struct bp_data data = {3, X, y};
    double grad[10], J = batch_cost_gradient(&net, theta, &data, 0, grad);
    double log_2 = 0.69314718055994531;
    check_near("J", "", 0, J, (2000 + (_i ? 1 : 2) * log_2) / 3, 4e-13);
    ck_assert(grad[0] == -grad[2] && grad[1] == 0 && grad[3] == 0);
    check_near("hidden bias", "", 0, grad[0], -250.0 / 3, 1e-12);
}
END_TEST

Suite *batch_suite(void)
{
    Suite *suite = suite_create("batch");
    TCase *batch = tcase_create("batch");
    tcase_add_loop_test(batch, as_sample_by_sample, 0, COUNT(rows));
    tcase_add_loop_test(batch, saturated, 0, COUNT(exact_rows));
    tcase_add_loop_test(batch, saturated_among_others, 0, 2);
    suite_add_tcase(suite, batch);
    return suite;
}
