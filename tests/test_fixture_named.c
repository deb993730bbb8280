/* test_fixture_named.c: inputs that a case names rather than holds, and the digits task. */
#include "fixture.h"
#include "gzip.h"
#include "scratch.h"
#include "suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROWS(table) (int)(sizeof table / sizeof *table)

/* Three images of 1 x 2 pixels and their labels, in the second of the two data folders. */
static const unsigned char images[] = {0, 0, 8, 3, 0, 0, 0, 3, 0, 0,  0,
                                       1, 0, 0, 0, 2, 0, 1, 2, 3, 15, 16};
static const unsigned char labels[] = {0, 0, 8, 1, 0, 0, 0, 3, 0, 1, 1};

#define DIGITS_HEAD                                                                      \
    "{\"format\": \"gradecheck-fixture\", \"version\": 1, \"task\": \"digits\", "        \
    "\"group\": \"held-out\", \"cases\": [{\"name\": \"d\", \"title\": \"D\", "          \
    "\"kind\": \"digits\", \"function\": \"bp_gradient_descent\", \"net\": {\"units\": " \
    "[2, 2], \"output\": \"softmax\", \"regularize_bias\": true}, \"inputs\": {"         \
    "\"X\": {\"data\": \"pix\", \"first\": 0, \"rows\": 2, \"divisor\": 16}, "           \
    "\"y\": {\"data\": \"lab\", \"first\": 0, \"rows\": 2}, \"lambda\": [0], "           \
    "\"alpha\": [1], \"iterations\": [\"3\"]}, \"digits\": {\"seed\": \"5\", "
#define NAMED_TEST(name, first, rows)                                            \
    "\"X_test\": {\"data\": \"" name "\", \"first\": " first ", \"rows\": " rows \
    ", \"divisor\": 16}, "

struct digits_row {
    const char *tail, *expected, *why; /* expected NULL: read */
};

#define IN_TEST "'f.json.gz': case 'd': digits: "

static const struct digits_row digits_rows[] = {
    {NAMED_TEST("pix", "1", "2") "\"y_test\": {\"data\": \"lab\", \"first\": 1, "
                                 "\"rows\": 2}, \"min_correct\": 2",
     NULL, "all named"},
    {"\"X_test\": [0.5, 1e-300], \"y_test\": [1], \"min_correct\": 1", NULL, "held"},
    {NAMED_TEST("pix", "2", "1") "\"y_test\": [0], \"min_correct\": 1", NULL,
     "labels held"},
    {"\"X_test\": [0.5, 1], \"y_test\": {\"data\": \"lab\", \"first\": 2, \"rows\": 1}, "
     "\"min_correct\": 1",
     NULL, "images held"},
    {NAMED_TEST("pix", "1", "2") "\"y_test\": {\"data\": \"lab\", \"first\": 0, "
                                 "\"rows\": 2}, \"min_correct\": 2",
     IN_TEST "'first' of 'y_test' is not that of its images", "labels of other images"},
    {NAMED_TEST("pix", "2", "2") "\"y_test\": [0, 1], \"min_correct\": 1",
     IN_TEST "X_test: '@/data/pix.idx3-ubyte.gz' holds 3, not 2 from 2 on",
     "beyond the end"},
    {NAMED_TEST("pix", "1073741824", "1") "\"y_test\": [0], \"min_correct\": 1",
     IN_TEST "X_test: '@/data/pix.idx3-ubyte.gz' holds 3, not 1 from 1073741824 on",
     "beyond the end"},
    {NAMED_TEST("pix", "0", "0") "\"y_test\": [], \"min_correct\": 1",
     IN_TEST "X_test: '@/data/pix.idx3-ubyte.gz' holds 3, not 0 from 0 on", "none"},
    {NAMED_TEST("wide", "0", "1") "\"y_test\": [0], \"min_correct\": 1",
     IN_TEST "X_test: the images of '@/data/wide.idx3-ubyte.gz' have 1 pixels, not 2",
     "other size"},
    {NAMED_TEST("pix", "0", "1") "\"y_test\": [0], \"min_correct\": 2",
     "'f.json.gz': case 'd': min_correct is not in 1..rows of X_test", "cannot be met"},
    {NAMED_TEST("pix", "0", "1") "\"y_test\": [0], \"min_correct\": 0",
     "'f.json.gz': case 'd': min_correct is not in 1..rows of X_test", "met by all"},
    {NAMED_TEST("pix", "0", "1") "\"y_test\": [2], \"min_correct\": 1",
     "'f.json.gz': case 'd': a held-out label is not in 0..K-1", "label K"},
    {NAMED_TEST("pix", "0", "2") "\"y_test\": [0], \"min_correct\": 1",
     IN_TEST "'y_test' does not have a label for each sample", "too few labels"},
    {"\"X_test\": [], \"y_test\": [], \"min_correct\": 0",
     "'f.json.gz': case 'd': there are no held-out samples, or too many", "no sample"},
    {NAMED_TEST("flat", "0", "1") "\"y_test\": [0], \"min_correct\": 1",
     "'@/data/flat.idx3-ubyte.gz' does not hold what its IDX header says", "damaged"},
};

static void write_data(const struct scratch *s)
{
    static const unsigned char wide[] = {0, 0, 8, 3, 0, 0, 0, 1, 0,
                                         0, 0, 1, 0, 0, 0, 1, 9};
    scratch_folder(s, "data");
    gzip_write_file(scratch_path(s, "data/pix.idx3-ubyte.gz"), images, sizeof images);
    gzip_write_file(scratch_path(s, "data/lab.idx1-ubyte.gz"), labels, sizeof labels);
    gzip_write_file(scratch_path(s, "data/wide.idx3-ubyte.gz"), wide, sizeof wide);
    gzip_write_file(scratch_path(s, "data/flat.idx3-ubyte.gz"), images, 20);
}

START_TEST(test_digits)
{
    const struct digits_row *row = &digits_rows[_i];
    struct scratch s;
    scratch_open(&s);
    write_data(&s);
    char folder[128], text[1024];
    snprintf(folder, sizeof folder, "%s", scratch_path(&s, "data"));
    const char *const folders[2] = {"/nowhere", folder};
    snprintf(text, sizeof text, "%s%s}}]}", DIGITS_HEAD, row->tail);
    struct fixture_group group, again;
    int rc = fixture_group_parse(&group, text, strlen(text), "f.json.gz", folders);
    ck_assert_msg((rc == 0) == !row->expected, "%s", row->why);
    if (row->expected) {
        scratch_expect_error(&s, row->expected);
        scratch_close(&s);
        return;
    }
    const struct fixture_case *c = &group.cases[0];
    static const double X[] = {0, 0.0625, 0.125, 0.1875};
    ck_assert_int_eq(memcmp(c->call.inputs[1].f64, X, sizeof X), 0);
    ck_assert_str_eq(c->X_data, "pix");
    ck_assert_str_eq(c->y_data, "lab");
    ck_assert_uint_eq(c->call.inputs[0].n, 6); /* theta, of zeros */
    ck_assert(c->digits.seed == 5);
    if (c->X_test_data && c->y_test_data) {
        static const double X_test[] = {0.125, 0.1875, 0.9375, 1};
        ck_assert_int_eq(memcmp(c->digits.X_test, X_test, sizeof X_test), 0);
        ck_assert_int_eq(c->digits.y_test[0], 1);
        ck_assert_uint_eq(c->digits.m_test, 2);
        ck_assert_uint_eq(c->X_test_first, 1);
    }

    char *first = fixture_group_print(&group), *second = NULL;
    ck_assert_int_eq(
        fixture_group_parse(&again, first, strlen(first), "f.json.gz", folders), 0);
    second = fixture_group_print(&again);
    ck_assert_str_eq(first, second);
    ck_assert_msg(!strstr(first, "theta"), "theta of a digits case is not in the file");
    ck_assert_int_eq(memcmp(again.cases[0].call.inputs[1].f64, X, sizeof X), 0);
    ck_assert_uint_eq(again.cases[0].digits.m_test, c->digits.m_test);
    free(first);
    free(second);
    fixture_group_release(&again);
    fixture_group_release(&group);
    scratch_close(&s);
}
END_TEST

/* A short text that names more than a group may: two megabytes of zeros, twice. */
START_TEST(test_names_too_much)
{
    static const unsigned char big_images[16 + (2 << 20)] = {0, 0, 8, 3, 0, 0x10, 0, 0,
                                                             0, 0, 0, 1, 0, 0,    0, 2};
    static const unsigned char big_labels[8 + (1 << 20)] = {0, 0, 8, 1, 0, 0x10, 0, 0};
    static const char text[] =
        "{\"format\": \"gradecheck-fixture\", \"version\": 1, \"task\": \"digits\", "
        "\"group\": \"held-out\", \"cases\": [{\"name\": \"d\", \"title\": \"D\", "
        "\"kind\": \"digits\", \"function\": \"bp_gradient_descent\", \"net\": "
        "{\"units\": [2, 2], \"output\": \"softmax\", \"regularize_bias\": true}, "
        "\"inputs\": {\"X\": {\"data\": \"big\", \"first\": 0, \"rows\": 690000, "
        "\"divisor\": 16}, \"y\": {\"data\": \"big\", \"first\": 0, \"rows\": 690000}, "
        "\"lambda\": [0], \"alpha\": [1], \"iterations\": [\"3\"]}, \"digits\": {"
        "\"seed\": \"5\", " NAMED_TEST("big", "0",
                                       "1048576") "\"y_test\": {\"data\": \"big\", "
                                                  "\"first\": 0, \"rows\": 1048576}, "
                                                  "\"min_correct\": 1}}]}";
    struct scratch s;
    scratch_open(&s);
    gzip_write_file(scratch_path(&s, "big.idx3-ubyte.gz"), big_images, sizeof big_images);
    gzip_write_file(scratch_path(&s, "big.idx1-ubyte.gz"), big_labels, sizeof big_labels);
    const char *const folders[2] = {s.folder, "/nowhere"};
    struct fixture_group group;
    ck_assert_int_eq(
        fixture_group_parse(&group, text, strlen(text), "f.json.gz", folders), -1);
    scratch_expect_error(&s, IN_TEST "y_test: the named inputs have more than 4194304 "
                                     "elements together");
    scratch_close(&s);
}
END_TEST

Suite *fixture_named_suite(void)
{
    Suite *suite = suite_create("fixture named");
    TCase *tcase = tcase_create("named inputs");
    tcase_add_loop_test(tcase, test_digits, 0, ROWS(digits_rows));
    tcase_add_test(tcase, test_names_too_much);
    suite_add_tcase(suite, tcase);
    return suite;
}
