/* test_fixture_refused.c: texts of groups that must be refused, each with its one line. */
#include "fixture.h"
#include "scratch.h"
#include "suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROWS(table) (int)(sizeof table / sizeof *table)

static const char *const no_data[2] = {"/nowhere", "/no-more"};

static int parse(struct fixture_group *group, const char *text)
{
    return fixture_group_parse(group, text, strlen(text), "f.json.gz", no_data);
}

/* A group that is read; each row below spoils it in one place. */
static const char good[] =
    "{\"format\": \"gradecheck-fixture\", \"version\": 1, \"task\": \"cost\",\n"
    " \"group\": \"softmax\", \"cases\": [\n"
    "{\"name\": \"one\", \"title\": \"A sample\", \"kind\": \"values\",\n"
    " \"function\": \"bp_cost\",\n"
    " \"net\": {\"units\": [1, 2], \"output\": \"softmax\", \"regularize_bias\": "
    "false},\n"
    " \"inputs\": {\"theta\": [1, 2, 3, 4], \"X\": [5], \"y\": [1], \"lambda\": [0.5]},\n"
    " \"expected\": {\"J\": [0.25]}, \"bounds\": {\"J\": [1e-16]}}]}\n";

struct refused_row {
    const char *find, *replace, *expected, *why;
};

#define NAMED_X(fields) "\"X\": {\"data\": " fields "}"

static const struct refused_row refused_rows[] = {
    /* the text */
    {"[5]", "[5", "line 6 is not JSON", "bracket missing"},
    {"}]}\n", "}]} x", "line 7 is not JSON", "trailing garbage"},
    {"[5]", "[NaN]", "line 6 is not JSON", "NaN"},
    {"[5]", "[-Infinity]", "line 6 is not JSON", "infinity"},
    {"[5]", "[0x10]", "line 6 is not JSON", "hexadecimal"},
    {"[5]", "[5,]", "line 6 is not JSON", "comma at the end"},
    {"A sample", "A\\u0000sample", "line 3 holds an escape that is not \\\" \\\\ or \\/",
     "escaped NUL"},
    {"A sample", "A\\nsample", "line 3 holds an escape that is not \\\" \\\\ or \\/",
     "escaped newline"},
    {"A sample", "A\nsample", "line 3 holds a byte that is not printable ASCII",
     "newline in a string"},
    {"A sample", "A\033[2Jsample", "line 3 holds a byte that is not printable ASCII",
     "escape code"},
    {"A sample", "\xe2\x80\xae", "line 3 holds a byte that is not printable ASCII",
     "bidi control"},
    {"[5]", "[[[[[[[[[[[[[[[5]]]]]]]]]]]]]]]", "line 6 is nested more than 16 deep",
     "deep"},
    /* the group */
    {"gradecheck-fixture", "other", "'format' is not 'gradecheck-fixture'", "format"},
    {"\"version\": 1", "\"version\": 2", "version 2 of the format; only 1 can be read",
     "a later version"},
    {"\"version\": 1", "\"version\": \"1\"",
     "'version' is not a whole number of 0 to 1073741824", "string for number"},
    {"\"version\": 1", "\"version\": 1.5",
     "'version' is not a whole number of 0 to 1073741824", "fraction"},
    {"\"version\": 1", "\"version\": -1",
     "'version' is not a whole number of 0 to 1073741824", "negative"},
    {"\"version\": 1", "\"version\": 1e999",
     "'version' is not a whole number of 0 to 1073741824", "infinite"},
    {"\"version\": 1, ", "", "'version' is missing", "missing key"},
    {"\"version\": 1, ", "\"version\": 1, \"version\": 1, ", "'version' is there twice",
     "key twice"},
    {"\"version\": 1, ", "\"version\": 1, \"Version\": 1, ", "unknown key 'Version'",
     "keys have one case"},
    {"\"task\": \"cost\"", "\"task\": 7", "'task' is not a string of 1 to 200 characters",
     "number for string"},
    {"\"task\": \"cost\"", "\"task\": \"../cost\"",
     "'task' is not a name of a-z, 0-9 and -: '../cost'", "path"},
    {"\"group\": \"softmax\"", "\"group\": \"\"",
     "'group' is not a string of 1 to 200 characters", "empty name"},
    /* the case */
    {"\"one\"", "\"One\"", "cases[0]: 'name' is not a name of a-z, 0-9 and -: 'One'",
     "capital"},
    {"\"title\": \"A sample\", ", "", "case 'one': 'title' is missing", "no title"},
    {"\"values\"", "\"value\"", "case 'one': 'kind' cannot be 'value'", "kind"},
    {"\"values\"", "\"init\"", "case 'one': only kind 'values' has expected values",
     "another kind"},
    {"\"values\"", "\"digits\"",
     "case 'one': kind 'digits' goes with bp_gradient_descent alone", "another kind"},
    {"bp_cost", "system", "case 'one': no function 'system' in the contract", "function"},
    {"bp_cost", "bp_sigmoid", "case 'one': bp_sigmoid takes no net", "net too much"},
    {"\"net\"", "\"nets\"", "cases[0]: unknown key 'nets'", "unknown key"},
    {"[1, 2], ", "[], ", "case 'one': net: 'units' lists 0 layers, not 2 to 65", "L < 1"},
    {"[1, 2], ", "[1], ", "case 'one': net: 'units' lists 1 layers, not 2 to 65",
     "L = 0"},
    {"[1, 2], ", "[1, 0], ",
     "case 'one': net: a layer has no unit, or the net is too large", "no unit"},
    {"[1, 2], ", "[1073741824, 1073741824], ",
     "case 'one': net: a layer has no unit, or the net is too large", "too large"},
    {"[1, 2], ", "[1, -2], ",
     "case 'one': net: units[1] is not a whole number of 0 to 1073741824", "negative"},
    {"[1, 2], ", "[1, 2.5], ",
     "case 'one': net: units[1] is not a whole number of 0 to 1073741824", "fraction"},
    {"[1, 2], ", "[1, \"2\"], ",
     "case 'one': net: units[1] is not a whole number of 0 to 1073741824", "string"},
    {"[1, 2], ", "[1, 18446744073709551617], ",
     "case 'one': net: units[1] is not a whole number of 0 to 1073741824", "2^64 + 1"},
    {"[1, 2], ", "2, ", "case 'one': net: 'units' is not a list", "number for list"},
    {"\"output\": \"softmax\"", "\"output\": \"relu\"",
     "case 'one': net: 'output' cannot be 'relu'", "output"},
    {"false}", "0}", "case 'one': net: 'regularize_bias' is not true or false", "bool"},
    /* its inputs */
    {"3, 4]", "3]", "case 'one': theta does not have sum of s_l (s_{l-1} + 1) entries",
     "too short"},
    {"3, 4]", "3, \"4\"]", "case 'one': inputs: theta[3] is not a finite number",
     "string for number"},
    {"3, 4]", "3, 1e999]", "case 'one': inputs: theta[3] is not a finite number",
     "too large for a double"},
    {"3, 4]", "3, null]", "case 'one': inputs: theta[3] is not a finite number", "null"},
    {"3, 4]", "3, [4]]", "case 'one': inputs: theta[3] is not a finite number", "list"},
    {"[5]", "[]", "case 'one': X does not hold whole samples of units[0] numbers",
     "no sample"},
    {"[5]", "[5, 6]", "case 'one': y does not have a label for each sample of X",
     "labels and samples"},
    {"\"y\": [1]", "\"y\": [2]", "case 'one': a label is not in 0..K-1", "label K"},
    {"\"y\": [1]", "\"y\": [-1]", "case 'one': a label is not in 0..K-1", "label -1"},
    {"\"y\": [1]", "\"y\": [0.5]",
     "case 'one': inputs: y[0] is not a whole number of 32 bits", "fraction"},
    {"\"y\": [1]", "\"y\": [4294967297]",
     "case 'one': inputs: y[0] is not a whole number of 32 bits", "2^32 + 1"},
    {", \"lambda\": [0.5]", "", "case 'one': inputs: 'lambda' is missing", "missing"},
    {"\"lambda\": [0.5]", "\"lambda\": 0.5", "case 'one': inputs: 'lambda' is not a list",
     "number for list"},
    {"\"lambda\"", "\"alpha\"", "case 'one': inputs: unknown key 'alpha'", "other input"},
    {"\"lambda\"", "\"X\"", "case 'one': inputs: 'X' is there twice", "input twice"},
    /* named inputs */
    {"\"X\": [5]", NAMED_X("\"../x\", \"first\": 0, \"rows\": 1, \"divisor\": 16"),
     "case 'one': inputs: X: 'data' is not a name of a-z, 0-9 and -: '../x'", "path"},
    {"\"X\": [5]", NAMED_X("\"a.b\", \"first\": 0, \"rows\": 1, \"divisor\": 16"),
     "case 'one': inputs: X: 'data' is not a name of a-z, 0-9 and -: 'a.b'", "dot"},
    {"\"X\": [5]", NAMED_X("\"a\", \"first\": 0, \"rows\": 1, \"divisor\": 15"),
     "case 'one': inputs: X: the divisor is not 16", "divisor"},
    {"\"X\": [5]", NAMED_X("\"a\", \"first\": 0, \"rows\": 1"),
     "case 'one': inputs: X: 'divisor' is missing", "divisor"},
    {"\"X\": [5]", NAMED_X("\"a\", \"first\": -1, \"rows\": 1, \"divisor\": 16"),
     "case 'one': inputs: X: 'first' is not a whole number of 0 to 1073741824", "range"},
    {"\"X\": [5]", NAMED_X("\"a\", \"first\": 0, \"rows\": 1, \"divisor\": 16"),
     "case 'one': inputs: X: no data file 'a.idx3-ubyte.gz' in '/nowhere' or '/no-more'",
     "no file"},
    {"\"lambda\": [0.5]", "\"lambda\": {\"data\": \"a\", \"first\": 0, \"rows\": 1}",
     "case 'one': inputs: 'lambda' is not a list", "only samples are named"},
    /* its expected values */
    {"\"expected\": {\"J\": [0.25]}, ", "", "case 'one': 'expected' is missing", "none"},
    {"[0.25]", "[]", "case 'one': expected: 'J' has 0 elements, not 1", "too short"},
    {"[0.25]", "[0.25, 1]", "case 'one': expected: 'J' has 2 elements, not 1",
     "too long"},
    {"[0.25]", "[1e400]", "case 'one': expected: J[0] is not a finite number",
     "not finite"},
    {"{\"J\": [0.25]", "{\"H\": [0.25]", "case 'one': expected: unknown key 'H'",
     "other output"},
    {"[1e-16]", "[]", "case 'one': bounds: 'J' has 0 elements, not 1", "too short"},
    {"[1e-16]", "[-1e-16]", "case 'one': a bound is negative or not finite", "negative"},
    {"\"bounds\": {\"J\": [1e-16]}", "\"digits\": {}",
     "case 'one': only kind 'digits' has held-out digits", "digits"},
    {"\"bounds\": {\"J\"", "\"bounds\": {\"j\"", "case 'one': bounds: unknown key 'j'",
     "other output"},
};

/* GOOD with the first FIND replaced; the caller frees it. */
static char *spoilt(const char *find, const char *replace)
{
    char *text = malloc(sizeof good + strlen(replace));
    const char *at = strstr(good, find);
    ck_assert_msg(at != NULL, "no '%s'", find);
    sprintf(text, "%.*s%s%s", (int)(at - good), good, replace, at + strlen(find));
    return text;
}

START_TEST(test_refused)
{
    const struct refused_row *row = &refused_rows[_i];
    struct scratch s;
    scratch_open(&s);
    struct fixture_group group;
    char expected[512], *text = spoilt(row->find, row->replace);
    int rc = parse(&group, text);
    ck_assert_msg(rc == -1, "accepted: %s", row->why);
    ck_assert_ptr_null(group.cases);
    snprintf(expected, sizeof expected, "'f.json.gz': %s", row->expected);
    scratch_expect_error(&s, expected);
    free(text);
    scratch_close(&s);
}
END_TEST

START_TEST(test_good_is_good)
{
    struct scratch s;
    scratch_open(&s);
    struct fixture_group group;
    ck_assert_int_eq(parse(&group, good), 0);
    fixture_group_release(&group);
    /* A second case of the same name. */
    const char *a_case = strstr(good, "{\"name\"");
    size_t length = strlen(a_case) - strlen("]}\n");
    char *twice = malloc(2 * sizeof good);
    sprintf(twice, "%.*s%.*s, %s", (int)(a_case - good), good, (int)length, a_case,
            a_case);
    ck_assert_int_eq(parse(&group, twice), -1);
    scratch_expect_error(&s, "'f.json.gz': two cases are named 'one'");
    free(twice);
    scratch_close(&s);
}
END_TEST

/* Every beginning of a text, in memory that ends with it (so that ASan sees a step too far), and
 * every text with one byte changed. What is accepted must print. */
START_TEST(test_any_damage)
{
    struct scratch s;
    scratch_open(&s);
    struct fixture_group group;
    for (size_t n = 0; n + 1 < sizeof good - 1; n++) {
        char *text = malloc(n ? n : 1);
        memcpy(text, good, n);
        ck_assert_int_eq(fixture_group_parse(&group, text, n, "f", no_data), -1);
        ck_assert_str_ne(scratch_errors(&s), "");
        free(text);
    }
    static const char bytes[] = {0, '"', '\\', '[', ']', '}', ',', '9', '-', 'e', 'a'};
    for (size_t i = 0; i < sizeof good - 1; i++) {
        for (size_t k = 0; k < sizeof bytes; k++) {
            char text[sizeof good];
            memcpy(text, good, sizeof good);
            text[i] = bytes[k];
            if (fixture_group_parse(&group, text, sizeof good - 1, "f", no_data) == 0) {
                char *printed = fixture_group_print(&group);
                ck_assert_ptr_nonnull(printed);
                free(printed);
                fixture_group_release(&group);
            } else {
                const char *errors = scratch_errors(&s);
                const char *newline = strchr(errors, '\n');
                ck_assert_msg(newline && newline[1] == '\0', "not one line: %s", errors);
            }
        }
    }
    scratch_close(&s);
}
END_TEST

START_TEST(test_number_of_cases)
{
    static const char *const heads[] = {"\"cases\": []}", "\"cases\": [{}"};
    static const char *const errors[] = {"'f.json.gz': 0 cases, not 1 to 1024",
                                         "'f.json.gz': 1025 cases, not 1 to 1024"};
    struct scratch s;
    scratch_open(&s);
    char text[8192];
    int n = snprintf(text, sizeof text,
                     "{\"format\": \"gradecheck-fixture\", \"version\": 1, "
                     "\"task\": \"cost\", \"group\": \"softmax\", %s",
                     heads[_i]);
    for (int i = 1; _i == 1 && i <= 1024; i++)
        n += snprintf(text + n, sizeof text - (size_t)n, "%s",
                      i < 1024 ? ", {}" : ", {}]}");
    struct fixture_group group;
    ck_assert_int_eq(parse(&group, text), -1);
    scratch_expect_error(&s, errors[_i]);
    scratch_close(&s);
}
END_TEST

struct repeated_row {
    const char *head, *unit;
    int times;
    const char *expected, *why;
};

/* Texts of megabytes: what they ask for must be refused before it is allocated. */
static const struct repeated_row repeated_rows[] = {
    {"", "[", 3000000, "line 1 is nested more than 16 deep", "only opening"},
    {"", "{\"a\":", 3000000, "line 1 is nested more than 16 deep", "objects"},
    {"[", "0,", 3000000, "more than 1048576 values", "a huge list"},
    {"[", "[],", 3000000, "more than 1048576 values", "a huge list of lists"},
    {"\"", "a", 3000000, "line 1 is not JSON", "a string without an end"},
    {"{\"version\": ", "9", 3000000, "line 1 is not JSON", "a number without an end"},
    {"", "1", 0, "line 1 is not JSON", "nothing"},
    {"", "\n", 3000000, "line 3000001 is not JSON", "white space"},
    {"[]", "", 1, "is not an object", "a list"},
    {"{}", "", 1, "'format' is missing", "an empty object"},
};

START_TEST(test_repeated)
{
    const struct repeated_row *row = &repeated_rows[_i];
    struct scratch s;
    scratch_open(&s);
    size_t n_head = strlen(row->head), n_unit = strlen(row->unit), n = n_head;
    char expected[128], *text = malloc(n_head + n_unit * (size_t)row->times + 1);
    memcpy(text, row->head, n_head);
    for (int i = 0; i < row->times; i++, n += n_unit)
        memcpy(text + n, row->unit, n_unit);
    struct fixture_group group;
    int rc = fixture_group_parse(&group, text, n, "f", no_data);
    ck_assert_msg(rc == -1, "accepted: %s", row->why);
    snprintf(expected, sizeof expected, "'f': %s", row->expected);
    scratch_expect_error(&s, expected);
    free(text);
    scratch_close(&s);
}
END_TEST

START_TEST(test_too_many_layers)
{
    struct scratch s;
    scratch_open(&s);
    char units[256] = "[1", expected[128];
    for (int l = 1; l <= 65; l++)
        strcat(units, ",1");
    strcat(units, "], ");
    struct fixture_group group;
    char *text = spoilt("[1, 2], ", units);
    ck_assert_int_eq(parse(&group, text), -1);
    snprintf(expected, sizeof expected,
             "'f.json.gz': case 'one': net: 'units' lists 66 "
             "layers, not 2 to 65");
    scratch_expect_error(&s, expected);
    free(text);
    scratch_close(&s);
}
END_TEST

Suite *fixture_refused_suite(void)
{
    Suite *suite = suite_create("fixture refused");
    TCase *tcase = tcase_create("refused");
    tcase_add_test(tcase, test_good_is_good);
    tcase_add_loop_test(tcase, test_refused, 0, ROWS(refused_rows));
    tcase_add_test(tcase, test_any_damage);
    tcase_add_loop_test(tcase, test_repeated, 0, ROWS(repeated_rows));
    tcase_add_test(tcase, test_too_many_layers);
    tcase_add_loop_test(tcase, test_number_of_cases, 0, 2);
    suite_add_tcase(suite, tcase);

    return suite;
}
