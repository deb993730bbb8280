/* test_random.c: random numbers of fixtures, against the outputs published with the
 * generators. */
#include "random.h"
#include "suites.h"

#include <check.h>
#include <stddef.h>
#include <stdint.h>

Suite *random_suite(void);

enum { N_SPLITMIX = 5, N_XOSHIRO = 10 };

static const uint64_t splitmix_of_1234567[N_SPLITMIX] = {
    6457827717110365317u, 3203168211198807973u, 9817491932198370423u,
    4593380528125082431u, 16408922859458223821u};

static const uint64_t xoshiro_of_1_2_3_4[N_XOSHIRO] = {11520,
                                                       0,
                                                       1509978240,
                                                       1215971899390074240u,
                                                       1216172134540287360u,
                                                       607988272756665600u,
                                                       16172922978634559625u,
                                                       8476171486693032832u,
                                                       10595114339597558777u,
                                                       2904607092377533576u};

START_TEST(splitmix64_gives_the_published_numbers)
{
    uint64_t state = 1234567;
    for (int i = 0; i < N_SPLITMIX; i++)
        ck_assert_uint_eq(splitmix64(&state), splitmix_of_1234567[i]);
}
END_TEST

START_TEST(xoshiro_gives_the_published_numbers)
{
    struct random r = {{1, 2, 3, 4}};
    for (int i = 0; i < N_XOSHIRO; i++)
        ck_assert_uint_eq(random_next(&r), xoshiro_of_1_2_3_4[i]);
}
END_TEST

START_TEST(a_seed_fills_the_state_by_splitmix64)
{
    struct random r;
    random_seed(&r, 1234567);
    for (int i = 0; i < 4; i++)
        ck_assert_uint_eq(r.state[i], splitmix_of_1234567[i]);
}
END_TEST

/* From the formula: 53 upper bits of the first two of the published numbers, and their
 * last bit. */
START_TEST(signed_numbers_are_exact)
{
    struct random r = {{1, 2, 3, 4}};
    ck_assert(random_signed(&r, 1) == 5 * 0x1p-53); /* 11520 = 5 * 2^11 + 1280, even */
    ck_assert(random_signed(&r, 1) == 0);
    ck_assert(random_signed(&r, 4) == 737294 * 0x1p-51); /* floor(1509978240 / 2048) */
    for (int i = 3; i < 6; i++)
        random_next(&r);
    /* 16172922978634559625 is odd */
    ck_assert(random_signed(&r, 1) == -(double)(16172922978634559625u >> 11) * 0x1p-53);
}
END_TEST

START_TEST(signed_numbers_fill_their_range)
{
    struct random r;
    random_seed(&r, 7);
    double least = 0, largest = 0, sum = 0;
    int n_float = 0;
    enum { N = 10000 };
    for (int i = 0; i < N; i++) {
        double x = random_signed(&r, 3);
        ck_assert(x > -3 && x < 3);
        least = x < least ? x : least;
        largest = x > largest ? x : largest;
        sum += x;
        n_float += (double)(float)x == x;
    }
    ck_assert(least < -2.99 && largest > 2.99);
    ck_assert(sum / N > -0.1 && sum / N < 0.1);
    ck_assert_msg(n_float == 0, "%d of %d need no more than a float", n_float, N);
}
END_TEST

START_TEST(short_numbers_are_tenths_and_never_0)
{
    struct random r;
    int seen[31] = {0};
    random_seed(&r, 8);
    for (int i = 0; i < 2000; i++) {
        double x = random_short(&r, 15);
        int tenths = (int)(x * 10 + (x > 0 ? 0.5 : -0.5));
        ck_assert(tenths >= -15 && tenths <= 15 && tenths != 0);
        ck_assert(x == tenths / 10.0);
        seen[tenths + 15]++;
    }
    for (int i = 0; i < 31; i++)
        ck_assert_msg((seen[i] > 0) == (i != 15), "%d tenths seen %d times", i - 15,
                      seen[i]);
}
END_TEST

START_TEST(numbers_below_n_are_below_n)
{
    struct random r;
    int seen[3] = {0};
    random_seed(&r, 9);
    for (int i = 0; i < 300; i++) {
        uint64_t x = random_below(&r, 3);
        ck_assert_uint_lt(x, 3);
        seen[x]++;
    }
    ck_assert(seen[0] > 50 && seen[1] > 50 && seen[2] > 50);
    ck_assert_uint_eq(random_below(&r, 1), 0);
}
END_TEST

Suite *random_suite(void)
{
    Suite *suite = suite_create("random");
    TCase *tests = tcase_create("random");
    tcase_add_test(tests, splitmix64_gives_the_published_numbers);
    tcase_add_test(tests, xoshiro_gives_the_published_numbers);
    tcase_add_test(tests, a_seed_fills_the_state_by_splitmix64);
    tcase_add_test(tests, signed_numbers_are_exact);
    tcase_add_test(tests, signed_numbers_fill_their_range);
    tcase_add_test(tests, short_numbers_are_tenths_and_never_0);
    tcase_add_test(tests, numbers_below_n_are_below_n);
    suite_add_tcase(suite, tests);
    return suite;
}
