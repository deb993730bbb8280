/* test_contract.c: the shapes of calls, as the contract states them. */
#include "contract.h"
#include "rubric.h"
#include "suites.h"

#include <string.h>

static const size_t units_3_4_2[] = {3, 4, 2};
static double numbers[64];
static int labels[8] = {0, 1, 0, 1, 1};
static uint64_t iterations[1] = {7};

static struct array doubles(size_t n)
{
    return (struct array){.element = ELEMENT_DOUBLE, .n = n, .f64 = numbers};
}

/* A call on the net 3-4-2 (26 parameters) with 5 samples that fits, for every function that
 * takes a net. */
static struct call fitting(enum function function)
{
    struct call call = {.function = function,
                        .net = {.n_layers = 2, .units = units_3_4_2},
                        .n_inputs = function_n_inputs(function)};
    call.inputs[0] = doubles(26);
    call.inputs[1] = doubles(15);
    call.inputs[2] = (struct array){.element = ELEMENT_INT, .n = 5, .i32 = labels};
    call.inputs[3] = call.inputs[4] = doubles(1);
    call.inputs[5] = (struct array){.element = ELEMENT_UINT64, .n = 1, .u64 = iterations};
    if (function == FUNCTION_BACKPROP_SAMPLE) {
        call.inputs[1].n = 3;
        call.inputs[2].n = 1;
    }
    return call;
}

struct shape_row {
    enum function function;
    size_t n_outputs, n[CONTRACT_MAX_OUTPUTS];
};

static const struct shape_row shape_rows[] = {
    {FUNCTION_N_PARAMETERS, 1, {1}},
    {FUNCTION_UNROLL, 1, {26}},
    {FUNCTION_ROLL, 1, {26}},
    {FUNCTION_FORWARD, 1, {10}},
    {FUNCTION_COST, 1, {1}},
    {FUNCTION_BACKPROP_SAMPLE, 2, {6, 6}},
    {FUNCTION_COST_GRADIENT, 2, {1, 26}},
    {FUNCTION_GRADIENT_DESCENT, 3, {26, 7, 1}},
    {FUNCTION_PREDICT, 1, {5}},
};

START_TEST(test_shapes)
{
    const struct shape_row *row = &shape_rows[_i];
    struct call call = fitting(row->function);
    struct array outputs[CONTRACT_MAX_OUTPUTS];
    size_t n_outputs = 0;
    const char *misfit = call_outputs(&call, outputs, &n_outputs);
    ck_assert_msg(!misfit, "%s: %s", function_symbol(row->function), misfit);
    ck_assert_uint_eq(n_outputs, row->n_outputs);
    for (size_t i = 0; i < n_outputs; i++)
        ck_assert_uint_eq(outputs[i].n, row->n[i]);
}
END_TEST

/* Every array one too short or one too long must be refused, whatever the function. */
START_TEST(test_other_lengths_are_refused)
{
    enum function function = shape_rows[_i].function;
    for (size_t i = 0; i < function_n_inputs(function); i++) {
        for (int step = -1; step <= 1; step += 2) {
            struct call call = fitting(function);
            struct array outputs[CONTRACT_MAX_OUTPUTS];
            size_t n_outputs;
            call.inputs[i].n = call.inputs[i].n + (size_t)step;
            ck_assert_msg(call_outputs(&call, outputs, &n_outputs) != NULL,
                          "%s: input %zu with %zu elements", function_symbol(function), i,
                          call.inputs[i].n);
        }
    }
}
END_TEST

START_TEST(test_labels_out_of_range)
{
    int bad[5] = {0, 1, 2, 1, 0};
    struct call call = fitting(FUNCTION_COST);
    struct array outputs[CONTRACT_MAX_OUTPUTS];
    size_t n_outputs;
    call.inputs[2].i32 = bad;
    ck_assert_str_eq(call_outputs(&call, outputs, &n_outputs),
                     "a label is not in 0..K-1");
    bad[2] = -1;
    ck_assert_str_eq(call_outputs(&call, outputs, &n_outputs),
                     "a label is not in 0..K-1");
}
END_TEST

START_TEST(test_large_nets_are_refused)
{
    const size_t huge[] = {SIZE_MAX, SIZE_MAX}, empty[] = {3, 0, 2};
    struct bp_net net = {.n_layers = 1, .units = huge};
    ck_assert_uint_eq(net_n_parameters(&net), 0);
    /* 3 x 6148914691236517206 is 2 modulo 2^64. */
    const size_t wraps[] = {2, 6148914691236517206}, wide[] = {6148914691236517205, 3};
    net = (struct bp_net){.n_layers = 1, .units = wraps};
    ck_assert_uint_eq(net_n_parameters(&net), 0);
    net = (struct bp_net){.n_layers = 1, .units = wide};
    ck_assert_uint_eq(net_n_parameters(&net), 0);
    net = (struct bp_net){.n_layers = 2, .units = empty};
    ck_assert_uint_eq(net_n_parameters(&net), 0);
    net = (struct bp_net){.n_layers = 2, .units = units_3_4_2};
    ck_assert_uint_eq(net_n_parameters(&net), 26);
    ck_assert_uint_eq(net_n_activations(&net), 6);
}
END_TEST

START_TEST(test_symbols)
{
    for (int f = 0; f < FUNCTION_COSTS; f++)
        ck_assert_int_eq(function_by_symbol(function_symbol((enum function)f)), f);
    /* Of those that stand for one call made many times, a fixture means the one. */
    ck_assert_int_eq(function_by_symbol(function_symbol(FUNCTION_COSTS)), FUNCTION_COST);
    ck_assert_int_eq(function_by_symbol("bp_sigmod"), FUNCTION_COUNT);
}
END_TEST

/* The points of the contract, written out a second time. */
static const struct {
    const char *id;
    int points;
} contract_points[RUBRIC_TASKS] = {
    {"sigmoid", 4},   {"gates", 4},     {"neuron", 4},   {"graph", 4},
    {"chain", 4},     {"unroll", 5},    {"forward", 10}, {"cost", 10},
    {"backprop", 15}, {"gradient", 15}, {"numgrad", 6},  {"reldiff", 4},
    {"init", 3},      {"descent", 6},   {"predict", 3},  {"digits", 3},
};

START_TEST(test_rubric)
{
    int total = 0;
    for (int t = 0; t < RUBRIC_TASKS; t++) {
        int points = 0;
        ck_assert_str_eq(rubric[t].id, contract_points[t].id);
        ck_assert_int_eq(rubric[t].points, contract_points[t].points);
        for (int g = 0; rubric[t].groups[g].id; g++) {
            ck_assert_int_gt(rubric[t].groups[g].points, 0);
            ck_assert_int_eq(rubric_group_index(&rubric[t], rubric[t].groups[g].id), g);
            points += rubric[t].groups[g].points;
        }
        ck_assert_int_eq(points, rubric[t].points);
        for (int b = 0; rubric[t].builds_on[b]; b++)
            ck_assert_int_lt(rubric_task_index(rubric[t].builds_on[b]), t);
        total += points;
    }
    ck_assert_int_eq(total, RUBRIC_POINTS);
}
END_TEST

Suite *contract_suite(void)
{
    Suite *suite = suite_create("contract");
    TCase *tests = tcase_create("shapes");
    int n_shapes = sizeof shape_rows / sizeof shape_rows[0];
    tcase_add_loop_test(tests, test_shapes, 0, n_shapes);
    tcase_add_loop_test(tests, test_other_lengths_are_refused, 0, n_shapes);
    tcase_add_test(tests, test_labels_out_of_range);
    tcase_add_test(tests, test_large_nets_are_refused);
    tcase_add_test(tests, test_symbols);
    tcase_add_test(tests, test_rubric);
    suite_add_tcase(suite, tests);
    return suite;
}
