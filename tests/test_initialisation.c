/* test_initialisation.c: the properties asked of bp_random_init, each broken once. */
#include "check/initialisation.h"
#include "layout.h"
#include "suites.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { N = 26, SEEDS = 3 };

static const size_t units[] = {3, 4, 2}; /* 26 parameters */

/* Numbers that have all the properties: different, both signs, sizes from 0.02 to 0.4. */
static double good(uint64_t seed, int i)
{
    double size = 0.02 + 0.014 * i + 1e-4 * (double)seed;
    return i % 2 ? size : -size;
}

struct row {
    const char *why;
    uint64_t seeds[SEEDS];
    int vector,
        element;  /* which number is replaced; vector -1: none, element -1: all of it */
    double value; /* by what; with element -1 each number is multiplied by it */
    enum verdict verdict;
    const char *message;
};

static const struct row rows[] = {
    {"as asked for", {1, 2, 1}, -1, 0, 0, VERDICT_PASS, ""},
    {"beyond 0.5",
     {1, 2, 1},
     1,
     3,
     0.5000001,
     VERDICT_WRONG,
     "for seed number 2 of 3: a number lies outside [-0.5, 0.5]"},
    {"beyond -0.5",
     {1, 2, 1},
     1,
     3,
     -0.5000001,
     VERDICT_WRONG,
     "for seed number 2 of 3: a number lies outside [-0.5, 0.5]"},
    {"exactly -0.5 is allowed", {1, 2, 3}, 1, 3, -0.5, VERDICT_PASS, ""},
    {"NaN",
     {1, 2, 1},
     0,
     0,
     NAN,
     VERDICT_NOT_FINITE,
     "bp_random_init wrote a NaN or an infinity"},
    {"all of one sign",
     {1, 2, 3},
     2,
     -2,
     1,
     VERDICT_WRONG,
     "for seed number 3 of 3: all numbers have the same sign"},
    {"two equal",
     {1, 2, 3},
     0,
     5,
     -0.02 - 1e-4,
     VERDICT_WRONG,
     "for seed number 1 of 3: two of the numbers are equal"},
    {"too small",
     {1, 2, 3},
     0,
     -1,
     0.03,
     VERDICT_WRONG,
     "for seed number 1 of 3: the numbers are too small: their root mean square is below "
     "0.01"},
    {"all zero",
     {1, 2, 3},
     0,
     -1,
     0,
     VERDICT_WRONG,
     "for seed number 1 of 3: two of the numbers are equal"},
    {"the seed is not looked at",
     {1, 2, 3},
     1,
     -3,
     1,
     VERDICT_WRONG,
     "two different seeds give the same numbers"},
    {"the highest bit of the seed is not looked at",
     {1, UINT64_C(0x8000000000000001), 3},
     1,
     -3,
     1,
     VERDICT_WRONG,
     "seeds that differ in bit 63 alone give the same numbers: all 64 bits count"},
    {"something carries over from call to call",
     {1, 2, 1},
     2,
     7,
     0.123,
     VERDICT_WRONG,
     "a seed gives other numbers when it comes again"},
};

START_TEST(test_properties)
{
    const struct row *row = &rows[_i];
    double theta[SEEDS * N];
    uint64_t seeds[SEEDS];
    struct evidence evidence = {.message = ""};
    struct call call = {.function = FUNCTION_RANDOM_INIT,
                        .net = {.n_layers = 2, .units = units},
                        .n_inputs = 1};

    memcpy(seeds, row->seeds, sizeof seeds);
    call.inputs[0] = (struct array){"seed", ELEMENT_UINT64, SEEDS, {seeds}};
    for (int s = 0; s < SEEDS; s++)
        for (int i = 0; i < N; i++)
            theta[s * N + i] = good(seeds[s], i);
    for (int i = 0; row->vector >= 0 && i < N; i++) {
        double *x = &theta[row->vector * N + i];
        if (row->element == i)
            *x = row->value;
        else if (row->element == -1)
            *x *= row->value;
        else if (row->element == -2)
            *x = fabs(*x);
        else if (row->element == -3)
            *x = theta[i];
    }
    const struct array output = {"theta", ELEMENT_DOUBLE, SEEDS * N, {theta}};
    enum verdict verdict = check_initialisation(&call, &output, &evidence);
    ck_assert_msg(verdict == row->verdict, "%s: %s", row->why, verdict_name(verdict));
    ck_assert_str_eq(evidence.message, row->message);
}
END_TEST

START_TEST(test_unwritten)
{
    double theta[N];
    uint64_t seed = 1, unwritten = LAYOUT_UNWRITTEN;
    struct evidence evidence = {.message = ""};
    struct call call = {.function = FUNCTION_RANDOM_INIT,
                        .net = {.n_layers = 2, .units = units},
                        .n_inputs = 1};
    call.inputs[0] = (struct array){"seed", ELEMENT_UINT64, 1, {&seed}};
    for (int i = 0; i < N; i++)
        theta[i] = good(seed, i);
    memcpy(&theta[N - 1], &unwritten, sizeof unwritten);
    const struct array output = {"theta", ELEMENT_DOUBLE, N, {theta}};
    ck_assert_int_eq(check_initialisation(&call, &output, &evidence), VERDICT_UNWRITTEN);
}
END_TEST

Suite *initialisation_suite(void)
{
    Suite *suite = suite_create("initialisation");
    TCase *tests = tcase_create("properties");
    tcase_add_loop_test(tests, test_properties, 0, sizeof rows / sizeof rows[0]);
    tcase_add_test(tests, test_unwritten);
    suite_add_tcase(suite, tests);
    return suite;
}
