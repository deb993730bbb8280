/* test_training.c: parts 3 and 4 of the answer key: gradient checking, init, descent, predict, and
 * the digits task on the real data. */
#include "backprop.h"
#include "digits.h"
#include "suites.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

Suite *training_suite(void);

#define COUNT(array) (sizeof(array) / sizeof *(array))
static const double guard = -12345.5;

static void check_near(const char *what, size_t i, double got, double want,
                       double tolerance)
{
    ck_assert_msg(fabs(got - want) <= tolerance, "%s[%zu]: got %.17g, want %.17g", what,
                  i, got, want);
}

/* ---- Part 3 ---- */

struct calls {
    const double *theta; /* what the student's code was given */
    size_t n, made;
};

/* theta_0^3 + 2 theta_0 theta_1 - 5 theta_2 */
static double cubic(size_t n, const double *theta, void *context)
{
    struct calls *calls = context;
    calls->made++;
    ck_assert_uint_eq(n, calls->n);
    ck_assert_ptr_ne(theta, calls->theta);
    return theta[0] * theta[0] * theta[0] + 2 * theta[0] * theta[1] - 5 * theta[2];
}

/* A large step tells the difference quotient, 3 x^2 + epsilon^2, from the derivative. */
START_TEST(numerical_gradient)
{
    static const double theta[] = {1, -3, 0.25};
    struct calls calls = {theta, 3, 0};
    double grad[] = {guard, guard, guard, guard};
    bp_numerical_gradient(cubic, &calls, 3, theta, 0.5, grad);
    ck_assert_uint_eq(calls.made, 6);
    check_near("grad", 0, grad[0], 3 + 0.25 - 6, 0);
    check_near("grad", 1, grad[1], 2, 0);
    check_near("grad", 2, grad[2], -5, 0);
    ck_assert(grad[3] == guard);
    ck_assert(theta[0] == 1 && theta[1] == -3 && theta[2] == 0.25);
}
END_TEST

static const struct {
    const char *why;
    double a[2], b[2], want;
} difference_rows[] = {
    {"both zero", {0, 0}, {0, 0}, 0},
    {"equal", {3, -4}, {3, -4}, 0},
    {"opposite", {3, -4}, {-3, 4}, 1},
    {"one zero", {0, 0}, {3, -4}, 1},
    {"at right angles", {1, 0}, {0, 1}, 0.70710678118654757},
    {"a norm, not a sum: sqrt 10 / (5 + sqrt 5)", {3, 4}, {2, 1}, 0.43701602444882109},
    {"large", {3e100, 4e100}, {2e100, 1e100}, 0.43701602444882109},
    {"small", {3e-100, 4e-100}, {2e-100, 1e-100}, 0.43701602444882109},
};

START_TEST(relative_difference)
{
    double got = bp_relative_difference(2, difference_rows[_i].a, difference_rows[_i].b);
    check_near(difference_rows[_i].why, 0, got, difference_rows[_i].want, 2e-16);
}
END_TEST

/* ---- Part 4: init ---- */

static const uint64_t seeds[] = {0, 1, 2, 1797, UINT64_MAX, 0x9e3779b97f4a7c15u};

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

START_TEST(init)
{
    enum { N = 1885 };
    static const size_t units[] = {64, 25, 10};
    const struct bp_net net = {2, units, BP_SOFTMAX, 0};
    double theta[N + 1], again[N], squares = 0;
    theta[N] = guard;
    bp_random_init(&net, seeds[_i], theta);
    bp_random_init(&net, seeds[_i], again);
    ck_assert(theta[N] == guard && memcmp(theta, again, sizeof again) == 0);
    qsort(theta, N, sizeof *theta, by_value);
    for (size_t i = 0; i < N; i++) {
        ck_assert(i == 0 || theta[i - 1] < theta[i]);
        squares += theta[i] * theta[i];
    }
    ck_assert(theta[0] >= -0.5 && theta[0] < -0.4 && theta[N - 1] > 0.4 &&
              theta[N - 1] <= 0.5);
    ck_assert(sqrt(squares / N) >= 0.1);
}
END_TEST

START_TEST(init_uses_every_bit_of_the_seed)
{
    static const size_t units[] = {1, 1};
    const struct bp_net net = {1, units, BP_ONE_VS_ALL, 0};
    for (size_t s = 0; s < COUNT(seeds); s++) {
        double theta[2], other[2];
        bp_random_init(&net, seeds[s], theta);
        bp_random_init(&net, seeds[s] ^ (uint64_t)1 << _i, other);
        ck_assert(theta[0] != other[0] && theta[1] != other[1] && theta[0] != theta[1]);
    }
}
END_TEST

/* Two numbers alone must not both be too small, whatever the seed. */
START_TEST(init_of_the_smallest_net)
{
    static const size_t units[] = {1, 1};
    const struct bp_net net = {1, units, BP_ONE_VS_ALL, 0};
    for (uint64_t seed = 0; seed < 100000; seed++) {
        double theta[2];
        bp_random_init(&net, seed, theta);
        ck_assert(fabs(theta[0]) <= 0.5 && fabs(theta[1]) <= 0.5);
        ck_assert(theta[0] * theta[0] + theta[1] * theta[1] >= 2 * 0.01 * 0.01);
    }
}
END_TEST

/* ---- Part 4: descent, on the 2-2-3 softmax net of test_reference.c ---- */

static const size_t units_223[] = {2, 2, 3};
static const struct bp_net net_223 = {2, units_223, BP_SOFTMAX, 0};
static const double start_223[15] = {0.5, -1,    0.25, -0.5, 0.75, 1.5,   0.125, 1,
                                     -2,  -0.25, 0.5,  0.75, 1,    -1.25, 0.375};
static const double X_223[] = {1, -0.5, 0.25, 2};
static const int y_223[] = {2, 0};
static const struct bp_data data_223 = {2, X_223, y_223};

/* J before each of two steps and after them, and theta then, for lambda = 3/4, alpha = 1/2: from
 * 40-digit arithmetic. */
static const double J_223[] = {3.7294525970947721, 2.3856428187254037,
                               1.6788159525770867};
static const double theta_223[15] = {
    0.5147331447785346,  -0.72624830764847592, 0.42285941543824845, -0.52947299221781619,
    0.51923539880104463, 0.83481533213988457,  0.4336918854589436,  0.8906997827726254,
    -1.0166245738405677, -0.59116178177322465, 0.15705568683963894, 0.28085223011961769,
    1.0324698963142811,  -0.8827164071122644,  0.15813562497094999};

START_TEST(descent)
{
    double theta[16], history[3] = {guard, guard, guard};
    memcpy(theta, start_223, sizeof start_223);
    theta[15] = guard;
    double J = bp_gradient_descent(&net_223, theta, &data_223, 0.75, 0.5, 2, history);
    check_near("J", 2, J, J_223[2], 4e-15);
    for (size_t k = 0; k < 2; k++)
        check_near("history", k, history[k], J_223[k], 4e-15);
    for (size_t i = 0; i < 15; i++)
        check_near("theta", i, theta[i], theta_223[i], 4e-15);
    ck_assert(history[2] == guard && theta[15] == guard);
}
END_TEST

START_TEST(descent_of_no_step)
{
    double theta[15], history[1] = {guard};
    memcpy(theta, start_223, sizeof theta);
    double J = bp_gradient_descent(&net_223, theta, &data_223, 0.75, 0.5, 0, history);
    check_near("J", 0, J, J_223[0], 4e-15);
    ck_assert(history[0] == guard && memcmp(theta, start_223, sizeof theta) == 0);
}
END_TEST

/* Nothing but theta carries over: 30 steps are 10 and 20. */
START_TEST(descent_in_parts)
{
    double whole[15], parts[15], history[30], in_parts[30];
    memcpy(whole, start_223, sizeof whole);
    memcpy(parts, start_223, sizeof parts);
    bp_gradient_descent(&net_223, whole, &data_223, 0.1, 0.25, 30, history);
    bp_gradient_descent(&net_223, parts, &data_223, 0.1, 0.25, 10, in_parts);
    bp_gradient_descent(&net_223, parts, &data_223, 0.1, 0.25, 20, in_parts + 10);
    ck_assert(memcmp(whole, parts, sizeof whole) == 0);
    ck_assert(memcmp(history, in_parts, sizeof history) == 0);
    for (size_t k = 1; k < 30; k++)
        ck_assert(history[k] < history[k - 1]);
}
END_TEST

/* ---- Part 4: predict ---- */

/* L = 1, x = 1: the bias weights are the net inputs. */
static const struct {
    const char *why;
    double z[4];
    int want;
} predict_rows[] = {
    {"all equal", {0, 0, 0, 0}, 0},
    {"first", {3, 2, 1, 0}, 0},
    {"last", {0, 1, 2, 3}, 3},
    {"two are the largest: the lower one", {-1, 2, 2, 0}, 1},
    {"first and last", {5, 2, 2, 5}, 0},
    {"all negative", {-4, -3, -1, -2}, 2},
    {"equal at saturation", {-1000, 1000, 1000, 999}, 1},
};

START_TEST(predict)
{
    static const size_t units[] = {1, 4};
    static const double x[] = {0, 0, 0};
    double theta[8] = {0};
    for (int output = 0; output <= 1; output++) {
        const struct bp_net net = {1, units, (enum bp_output)output, 0};
        int y[4] = {-1, -1, -1, -1};
        for (size_t k = 0; k < 4; k++)
            theta[2 * k] = predict_rows[_i].z[k];
        bp_predict(&net, theta, 3, x, y);
        for (size_t i = 0; i < 3; i++)
            ck_assert_msg(y[i] == predict_rows[_i].want, "%s: %d", predict_rows[_i].why,
                          y[i]);
        ck_assert_int_eq(y[3], -1);
    }
}
END_TEST

START_TEST(predict_one_class)
{
    static const size_t units[] = {1, 1};
    static const double theta[] = {-3, 1}, x[] = {1, 2};
    const struct bp_net net = {1, units, _i ? BP_SOFTMAX : BP_ONE_VS_ALL, 0};
    int y[2] = {7, 7};
    bp_predict(&net, theta, 2, x, y);
    ck_assert(y[0] == 0 && y[1] == 0);
}
END_TEST

/* ---- The digits task ---- */

static size_t learn_digits(const struct digits_samples *samples, double *theta)
{
    static const size_t units[] = {DIGITS_UNITS};
    const struct bp_net net = {2, units, DIGITS_OUTPUT, 0};
    const struct bp_data train = {DIGITS_M_TRAIN, samples->X, samples->y};
    double history[DIGITS_ITERATIONS];
    int predicted[DIGITS_M_TEST];
    bp_gradient_descent(&net, theta, &train, DIGITS_LAMBDA, DIGITS_ALPHA,
                        DIGITS_ITERATIONS, history);
    bp_predict(&net, theta, DIGITS_M_TEST,
               samples->X + (size_t)DIGITS_TEST_FIRST * DIGITS_PIXELS, predicted);
    return digits_count_right(DIGITS_M_TEST, predicted, samples->y + DIGITS_TEST_FIRST);
}

START_TEST(digits)
{
    static const size_t units[] = {DIGITS_UNITS};
    const struct bp_net net = {2, units, DIGITS_OUTPUT, 0};
    struct digits_samples samples;
    double
        theta[DIGITS_HIDDEN * (DIGITS_PIXELS + 1) + DIGITS_CLASSES * (DIGITS_HIDDEN + 1)];
    ck_assert_int_eq(digits_read(&samples, "fixtures/data"), 0);

    ck_assert_uint_eq(sizeof theta / sizeof *theta, bp_n_parameters(&net));
    bp_random_init(&net, seeds[_i], theta);
    size_t right = learn_digits(&samples, theta);
    ck_assert_msg(right >= DIGITS_MIN_CORRECT + 30, "%zu right", right);
    memset(theta, 0, sizeof theta);
    right = learn_digits(&samples, theta);
    ck_assert_msg(right < DIGITS_MIN_CORRECT / 2, "%zu right from zero weights", right);
    digits_release(&samples);
}
END_TEST

/* The counts that the data's source states, so that nothing was lost on the way. */
START_TEST(digits_are_all_there)
{
    static const size_t counts[] = {178, 182, 177, 183, 181, 182, 181, 179, 174, 180};
    struct digits_samples samples;
    size_t seen[DIGITS_CLASSES] = {0};
    ck_assert_int_eq(digits_read(&samples, "fixtures/data"), 0);
    ck_assert_uint_eq(samples.n, 1797);
    for (size_t i = 0; i < samples.n; i++)
        seen[samples.y[i]]++;
    for (size_t k = 0; k < DIGITS_CLASSES; k++)
        ck_assert_uint_eq(seen[k], counts[k]);
    digits_release(&samples);
    ck_assert_int_eq(digits_read(&samples, "fixtures/nowhere"), -1);
    ck_assert(!samples.X && !samples.y && samples.n == 0);
}
END_TEST

Suite *training_suite(void)
{
    Suite *suite = suite_create("training");
    TCase *checking = tcase_create("gradient checking");
    tcase_add_test(checking, numerical_gradient);
    tcase_add_loop_test(checking, relative_difference, 0, COUNT(difference_rows));
    suite_add_tcase(suite, checking);

    TCase *training = tcase_create("training");
    tcase_add_loop_test(training, init, 0, COUNT(seeds));
    tcase_add_loop_test(training, init_uses_every_bit_of_the_seed, 0, 64);
    tcase_add_test(training, init_of_the_smallest_net);
    tcase_add_test(training, descent);
    tcase_add_test(training, descent_of_no_step);
    tcase_add_test(training, descent_in_parts);
    tcase_add_loop_test(training, predict, 0, COUNT(predict_rows));
    tcase_add_loop_test(training, predict_one_class, 0, 2);
    suite_add_tcase(suite, training);

    TCase *real = tcase_create("digits");
    tcase_add_loop_test(real, digits, 0, 2);
    tcase_add_test(real, digits_are_all_there);
    suite_add_tcase(suite, real);
    return suite;
}
