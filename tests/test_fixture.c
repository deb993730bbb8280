/* test_fixture.c: groups of cases as JSON: every number and every function there and
 * back. Other files: test_fixture_named.c, test_fixture_refused.c, test_fixture_set.c. */
#include "fixture.h"
#include "scratch.h"
#include "suites.h"

#include <float.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROWS(table) (int)(sizeof table / sizeof *table)

static const char *const no_data[2] = {"/nowhere", "/no-more"};

static int parse(struct fixture_group *group, const char *text)
{
    return fixture_group_parse(group, text, strlen(text), "f.json.gz", no_data);
}

/* xorshift64*: bits without a pattern that printing could favour. */
static uint64_t next_bits(uint64_t *state)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return *state * 2685821657736338717u;
}

static double any_finite(uint64_t *state)
{
    double x;
    do {
        uint64_t bits = next_bits(state);
        memcpy(&x, &bits, sizeof x);
    } while (!isfinite(x));
    return x;
}

/* ---- There and back ------------------------------------------------------------------------ */

static char *copy_text(const char *text)
{
    char *copy = malloc(strlen(text) + 1);
    ck_assert_ptr_nonnull(copy);
    return strcpy(copy, text);
}

static struct array new_array(enum element element, size_t n)
{
    struct array array = {.element = element, .n = n};
    array.data = calloc(n + 1, element_size(element));
    ck_assert_ptr_nonnull(array.data);
    return array;
}

static void fill(struct array *array, uint64_t *state)
{
    for (size_t i = 0; i < array->n; i++) {
        if (array->element == ELEMENT_DOUBLE)
            array->f64[i] = any_finite(state);
        else if (array->element == ELEMENT_INT)
            array->i32[i] = (int)(next_bits(state) % 2);
        else
            array->u64[i] = next_bits(state);
    }
}

/* How many elements the inputs of a function have: on the net 3-4-2 with 2 samples where it takes
 * one, else 4 points or entries. */
static size_t input_size(enum function f, size_t i)
{
    const char *name = function_input_name(f, i);
    if (f == FUNCTION_RANDOM_INIT)
        return 3;
    if (function_takes_net(f)) {
        static const struct {
            const char *name;
            size_t n;
        } sizes[] = {{"theta", 26}, {"Theta", 26}, {"X", 6}, {"x", 3}, {"y", 2}};
        for (int k = 0; k < ROWS(sizes); k++)
            if (strcmp(sizes[k].name, name) == 0)
                return sizes[k].n;
        return 1;
    }
    if (strcmp(name, "w") == 0)
        return 5;
    if (strcmp(name, "coefficients") == 0)
        return 12;
    return strcmp(name, "epsilon") == 0 ? 1 : 4;
}

/* A case of the function with numbers of any size; outputs of doubles have bounds but the first. */
static struct fixture_case make_case(enum function f, uint64_t *state)
{
    struct fixture_case c = {.kind = f == FUNCTION_RANDOM_INIT ? FIXTURE_INIT
                                                               : FIXTURE_VALUES};
    c.name = copy_text("any-1");
    c.title = copy_text("Any numbers \"quoted\" \\ <here>");
    c.call.function = f;
    if (function_takes_net(f)) {
        size_t *units = malloc(3 * sizeof *units);
        units[0] = 3;
        units[1] = 4;
        units[2] = 2;
        c.call.net =
            (struct bp_net){2, units, f % 2 ? BP_SOFTMAX : BP_ONE_VS_ALL, f % 3 == 0};
    }
    c.call.n_inputs = function_n_inputs(f);
    for (size_t i = 0; i < c.call.n_inputs; i++) {
        c.call.inputs[i] = new_array(function_input_element(f, i), input_size(f, i));
        fill(&c.call.inputs[i], state);
    }
    if (f == FUNCTION_GRADIENT_DESCENT)
        c.call.inputs[5].u64[0] = 2;
    if (f == FUNCTION_NUMERICAL_GRADIENT)
        c.call.inputs[2].f64[0] = 1e-4;
    if (c.kind == FIXTURE_INIT)
        return c;

    struct array outputs[CONTRACT_MAX_OUTPUTS];
    ck_assert_ptr_null(call_outputs(&c.call, outputs, &c.n_expected));
    for (size_t i = 0; i < c.n_expected; i++) {
        c.expected[i].value = new_array(outputs[i].element, outputs[i].n);
        fill(&c.expected[i].value, state);
        if (i == 0 && f % 2)
            continue;
        if (outputs[i].element == ELEMENT_DOUBLE) {
            struct array bound = new_array(ELEMENT_DOUBLE, outputs[i].n);
            for (size_t j = 0; j < bound.n; j++)
                bound.f64[j] = fabs(any_finite(state));
            c.expected[i].bound = bound.f64;
        }
    }
    return c;
}

static void expect_same_array(const struct array *a, const struct array *b)
{
    ck_assert_int_eq((int)a->element, (int)b->element);
    ck_assert_uint_eq(a->n, b->n);
    ck_assert_int_eq(memcmp(a->data, b->data, a->n * element_size(a->element)), 0);
}

static void expect_same_case(const struct fixture_case *a, const struct fixture_case *b)
{
    ck_assert_str_eq(a->name, b->name);
    ck_assert_str_eq(a->title, b->title);
    ck_assert_int_eq((int)a->kind, (int)b->kind);
    ck_assert_int_eq((int)a->call.function, (int)b->call.function);
    ck_assert_uint_eq(a->call.net.n_layers, b->call.net.n_layers);
    for (size_t l = 0; function_takes_net(a->call.function) && l <= 2; l++)
        ck_assert_uint_eq(a->call.net.units[l], b->call.net.units[l]);
    ck_assert_int_eq((int)a->call.net.output, (int)b->call.net.output);
    ck_assert_int_eq(a->call.net.regularize_bias, b->call.net.regularize_bias);
    ck_assert_uint_eq(a->call.n_inputs, b->call.n_inputs);
    for (size_t i = 0; i < a->call.n_inputs; i++)
        expect_same_array(&a->call.inputs[i], &b->call.inputs[i]);
    ck_assert_uint_eq(a->n_expected, b->n_expected);
    for (size_t i = 0; i < a->n_expected; i++) {
        expect_same_array(&a->expected[i].value, &b->expected[i].value);
        ck_assert(!a->expected[i].bound == !b->expected[i].bound);
        if (a->expected[i].bound)
            ck_assert_int_eq(memcmp(a->expected[i].bound, b->expected[i].bound,
                                    a->expected[i].value.n * sizeof(double)),
                             0);
    }
}

START_TEST(test_every_function)
{
    struct scratch s;
    scratch_open(&s);
    uint64_t state = 88172645463325252u + (uint64_t)_i;
    struct fixture_case c = make_case((enum function)_i, &state);
    struct fixture_group group = {"task", "group", 1, &c}, back;
    char *text = fixture_group_print(&group);
    ck_assert_ptr_nonnull(text);
    ck_assert_int_eq(parse(&back, text), 0);
    ck_assert_str_eq(back.task, "task");
    ck_assert_str_eq(back.group, "group");
    ck_assert_uint_eq(back.n_cases, 1);
    ck_assert_str_eq(back.cases[0].id, "task/group/any-1");
    expect_same_case(&c, &back.cases[0]);
    ck_assert_str_eq(back.cases[0].call.n_inputs ? back.cases[0].call.inputs[0].name : "",
                     c.call.n_inputs ? function_input_name(c.call.function, 0) : "");

    char *again = fixture_group_print(&back);
    ck_assert_str_eq(again, text);
    fixture_group_release(&back);
    ck_assert_uint_eq(back.n_cases, 0);
    fixture_case_release(&c);
    free(text);
    free(again);
    scratch_close(&s);
}
END_TEST

/* A group of one sigmoid case with these points; its answers are of no interest. */
static char *print_points(const double *z, size_t n)
{
    struct fixture_case c = {.name = "points", .title = "Points"};
    double *copy = malloc(n * sizeof *copy);
    memcpy(copy, z, n * sizeof *copy);
    c.call.function = FUNCTION_SIGMOID;
    c.call.n_inputs = c.n_expected = 1;
    c.call.inputs[0] = (struct array){.element = ELEMENT_DOUBLE, .n = n, .f64 = copy};
    c.expected[0].value = c.call.inputs[0];
    struct fixture_group group = {"sigmoid", "value", 1, &c};
    char *text = fixture_group_print(&group);
    free(copy);
    return text;
}

struct number_row {
    double x;
    const char *text, *why;
};

static const struct number_row number_rows[] = {
    {0.0, "[0]", "zero"},
    {-0.0, "[-0]", "its sign"},
    {0.1, "[0.1]", "15 digits do"},
    {0.1 + 0.2, "[0.30000000000000004]", "17 digits, and cJSON's printer loses the last"},
    {1.0 / 3, "[0.3333333333333333]", "16 digits"},
    {0.731058578630005, "[0.731058578630005]", "the lecture's 0.73"},
    {1e-100, "[1e-100]", "the smallest of the contract"},
    {DBL_MAX, "[1.7976931348623157e+308]", "largest"},
    {-DBL_MIN, "[-2.2250738585072014e-308]", "smallest normal, longest text"},
    {DBL_TRUE_MIN, "[4.94065645841247e-324]", "smallest subnormal"},
    {DBL_MIN - DBL_TRUE_MIN, "[2.225073858507201e-308]", "largest subnormal"},
    {2251799813685249.5, "[2251799813685249.5]", "a half above 2^51"},
    {9007199254740993.0, "[9007199254740992]", "beyond 2^53"},
    {1e23, "[1e+23]", "a tie when read"},
    {INT_MAX + 1.0, "[2147483648]", "where cJSON's integers end"},
};

START_TEST(test_number)
{
    const struct number_row *row = &number_rows[_i];
    struct scratch s;
    scratch_open(&s);
    char *text = print_points(&row->x, 1);
    ck_assert_msg(text && strstr(text, row->text), "%s: %s", row->why, text);
    struct fixture_group back;
    ck_assert_int_eq(parse(&back, text), 0);
    ck_assert_msg(memcmp(back.cases[0].call.inputs[0].f64, &row->x, sizeof row->x) == 0,
                  "%s", row->why);
    fixture_group_release(&back);
    free(text);
    scratch_close(&s);
}
END_TEST

START_TEST(test_any_numbers)
{
    struct scratch s;
    scratch_open(&s);
    enum { N = 100000 };
    double *x = malloc(N * sizeof *x);
    uint64_t state = 42;
    for (int i = 0; i < N; i++)
        x[i] = i % 2 ? any_finite(&state) : (double)next_bits(&state) * 0x1p-64;
    char *text = print_points(x, N);
    struct fixture_group back;
    ck_assert_int_eq(parse(&back, text), 0);
    ck_assert_int_eq(memcmp(back.cases[0].call.inputs[0].f64, x, N * sizeof *x), 0);
    fixture_group_release(&back);
    free(text);
    free(x);
    scratch_close(&s);
}
END_TEST

/* The shape that people and older versions read: changes here need a new format version. */
START_TEST(test_layout_of_text)
{
    struct scratch s;
    scratch_open(&s);
    const double z[] = {0, 1.5};
    char *text = print_points(z, 2);
    ck_assert_str_eq(text, "{\n"
                           "\t\"format\":\t\"gradecheck-fixture\",\n"
                           "\t\"version\":\t1,\n"
                           "\t\"task\":\t\"sigmoid\",\n"
                           "\t\"group\":\t\"value\",\n"
                           "\t\"cases\":\t[{\n"
                           "\t\t\t\"name\":\t\"points\",\n"
                           "\t\t\t\"title\":\t\"Points\",\n"
                           "\t\t\t\"kind\":\t\"values\",\n"
                           "\t\t\t\"function\":\t\"bp_sigmoid\",\n"
                           "\t\t\t\"inputs\":\t{\n"
                           "\t\t\t\t\"z\":\t[0, 1.5]\n"
                           "\t\t\t},\n"
                           "\t\t\t\"expected\":\t{\n"
                           "\t\t\t\t\"g\":\t[0, 1.5]\n"
                           "\t\t\t}\n"
                           "\t\t}]\n"
                           "}\n");
    free(text);
    scratch_close(&s);
}
END_TEST

/* What the writer refuses is what the reader would. */
START_TEST(test_not_written)
{
    struct scratch s;
    scratch_open(&s);
    const double bad[] = {1, NAN, INFINITY};
    ck_assert_ptr_null(print_points(bad, 2));
    scratch_expect_error(&s, "cannot write case sigmoid/value/points: "
                             "an input is not finite");
    ck_assert_ptr_null(print_points(bad + 2, 1));
    scratch_expect_error(&s, "cannot write case sigmoid/value/points: "
                             "an input is not finite");

    uint64_t state = 1;
    struct fixture_case c = make_case(FUNCTION_COST, &state);
    struct fixture_group group = {"cost", "softmax", 1, &c};
    c.call.inputs[2].i32[0] = 2;
    ck_assert_ptr_null(fixture_group_print(&group));
    scratch_expect_error(&s, "cannot write case cost/softmax/any-1: "
                             "a label is not in 0..K-1");
    fixture_case_release(&c);
    group.n_cases = 0;
    ck_assert_ptr_null(fixture_group_print(&group));
    scratch_expect_error(&s, "cannot write group cost/softmax: it has 0 cases");
    scratch_close(&s);
}
END_TEST

struct seed_row {
    const char *text;
    uint64_t seed;
    bool good;
};

static const struct seed_row seed_rows[] = {
    {"\"0\"", 0, true},
    {"\"18446744073709551615\"", UINT64_MAX, true},
    {"\"9007199254740993\"", 9007199254740993u, true},
    {"\"18446744073709551616\"", 0, false},
    {"\"-1\"", 0, false},
    {"\"+1\"", 0, false},
    {"\" 1\"", 0, false},
    {"\"01\"", 0, false},
    {"\"1 \"", 0, false},
    {"\"0x1\"", 0, false},
    {"\"\"", 0, false},
    {"1", 0, false},
};

START_TEST(test_seed)
{
    const struct seed_row *row = &seed_rows[_i];
    struct scratch s;
    scratch_open(&s);
    char text[512];
    snprintf(text, sizeof text,
             "{\"format\": \"gradecheck-fixture\", \"version\": 1, \"task\": \"init\", "
             "\"group\": \"seeds\", \"cases\": [{\"name\": \"a\", \"title\": \"A\", "
             "\"kind\": \"init\", \"function\": \"bp_random_init\", \"net\": {\"units\": "
             "[1, 2], \"output\": \"softmax\", \"regularize_bias\": false}, "
             "\"inputs\": {\"seed\": [\"7\", %s]}}]}",
             row->text);
    struct fixture_group group;
    int rc = parse(&group, text);
    ck_assert_msg((rc == 0) == row->good, "%s", row->text);
    if (row->good) {
        ck_assert_uint_eq(group.cases[0].call.inputs[0].n, 2);
        ck_assert(group.cases[0].call.inputs[0].u64[1] == row->seed);
        fixture_group_release(&group);
    } else {
        scratch_expect_error(&s,
                             "'f.json.gz': case 'a': inputs: seed[1] is not a decimal "
                             "string of 64 bits");
    }
    scratch_close(&s);
}
END_TEST

Suite *fixture_suite(void)
{
    Suite *suite = suite_create("fixture");
    TCase *tcase = tcase_create("there and back");
    tcase_add_loop_test(tcase, test_every_function, 0, FUNCTION_COSTS);
    tcase_add_loop_test(tcase, test_number, 0, ROWS(number_rows));
    tcase_add_test(tcase, test_any_numbers);
    tcase_add_test(tcase, test_layout_of_text);
    tcase_add_test(tcase, test_not_written);
    tcase_add_loop_test(tcase, test_seed, 0, ROWS(seed_rows));
    suite_add_tcase(suite, tcase);

    return suite;
}
