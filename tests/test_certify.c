/* test_certify.c: proven values against values from another source, rounded from Python's
 * decimal module at 1300 digits, and the cases that must be refused. */
#include "certify.h"
#include "suites.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SMALL = 6 };

/* A small call and what it must give. */
struct known {
    const char *why;
    enum function function;
    size_t n_layers, units[4];
    enum bp_output output;
    struct {
        size_t n;
        double x[SMALL];
    } in[CONTRACT_MAX_INPUTS], out[CONTRACT_MAX_OUTPUTS];
};

/* clang-format off */
static const struct known known_rows[] = {
    {"the lecture's 0.73, both tails, subnormals and 0", FUNCTION_SIGMOID, 0, {0}, 0,
     {{6, {1, 0, -37.5, -708.5, -745, -1000}}},
     {{6, {0x1.764d4f5d5a2bdp-1, 0.5, 0x1.dd5c566301ec7p-55, 0x0.e6cf6d08897acp-1022,
           0x1p-1074, 0}}}},
    {"the lecture's 0.20, saturation", FUNCTION_SIGMOID_GRADIENT, 0, {0}, 0,
     {{6, {1, 0, 0.1, 40, -730.25, 1000}}},
     {{6, {0x1.92a946fa34394p-3, 0.25, 0x1.feb8dd88468f1p-3, 0x1.39792499b1a24p-58,
           0x163111p-1074, 0}}}},
    {"both get df", FUNCTION_ADD_BACKWARD, 0, {0}, 0,
     {{2, {1, 2}}, {2, {3, 4}}, {2, {0.1, -5}}}, {{2, {0.1, -5}}, {2, {0.1, -5}}}},
    {"y df and x df", FUNCTION_MUL_BACKWARD, 0, {0}, 0,
     {{2, {3, 0}}, {2, {-4, 0.5}}, {2, {2, 3}}}, {{2, {-8, 1.5}}, {2, {6, 0}}}},
    {"the larger one, x at a tie", FUNCTION_MAX_BACKWARD, 0, {0}, 0,
     {{3, {1, 2, 2}}, {3, {3, 1, 2}}, {3, {0.1, -5, 7}}},
     {{3, {0, -5, 7}}, {3, {0.1, 0, 0}}}},
    {"the lecture's neuron", FUNCTION_NEURON_FORWARD, 0, {0}, 0,
     {{3, {2, -3, -3}}, {2, {-1, -2}}}, {{1, {0x1.764d4f5d5a2bdp-1}}}},
    {"the lecture's neuron", FUNCTION_NEURON_BACKWARD, 0, {0}, 0,
     {{3, {2, -3, -3}}, {2, {-1, -2}}},
     {{3, {-0x1.92a946fa34394p-3, -0x1.92a946fa34394p-2, 0x1.92a946fa34394p-3}},
      {2, {0x1.92a946fa34394p-2, -0x1.2dfef53ba72afp-1}}}},
    {"the lecture's graph at 3, -4", FUNCTION_GRAPH_FORWARD, 0, {0}, 0,
     {{1, {3}}, {1, {-4}}}, {{1, {0x1.8baf621477be4p+0}}}},
    {"the lecture's graph at 3, -4", FUNCTION_GRAPH_BACKWARD, 0, {0}, 0,
     {{1, {3}}, {1, {-4}}}, {{1, {0x1.079ffba9e7eadp+1}}, {1, {0x1.979c90cb3e38fp+0}}}},
    {"two neurons", FUNCTION_CHAIN_COST, 0, {0}, 0,
     {{1, {0.5}}, {1, {0.25}}, {1, {-1.5}}, {1, {2}}}, {{1, {0x1.50214b83d7d03p-4}}}},
    {"two neurons", FUNCTION_CHAIN_GRADIENT, 0, {0}, 0,
     {{1, {0.5}}, {1, {0.25}}, {1, {-1.5}}, {1, {2}}},
     {{2, {0x1.46c51466d5fb5p-6, 0x1.e11fff1f91855p-6}}}},
    {"3-4-2 has 26", FUNCTION_N_PARAMETERS, 2, {3, 4, 2}, 0, {{0}}, {{1, {26}}}},
    {"copies, the sign of 0 too", FUNCTION_UNROLL, 2, {1, 1, 1}, 0,
     {{4, {1, -0.0, 0.1, 4}}}, {{4, {1, -0.0, 0.1, 4}}}},
    {"copies", FUNCTION_ROLL, 2, {1, 1, 1}, 0,
     {{4, {1, 2, 0.1, 4}}}, {{4, {1, 2, 0.1, 4}}}},
    {"softmax of +-0.5", FUNCTION_FORWARD, 1, {1, 2}, BP_SOFTMAX,
     {{4, {0, 1, 0, -1}}, {1, {0.5}}},
     {{2, {0x1.764d4f5d5a2bdp-1, 0x1.136561454ba86p-2}}}},
    {"softmax of one class is 1", FUNCTION_FORWARD, 1, {1, 1}, BP_SOFTMAX,
     {{2, {0.1, 0.3}}, {2, {0.7, 1e3}}}, {{2, {1, 1}}}},
    {"one class: the target is 1; bias not penalised", FUNCTION_COST, 1, {1, 1}, 0,
     {{2, {0.5, -1}}, {1, {1.5}}, {1, {0}}, {1, {0.1}}}, {{1, {0x1.5cfeb7cbc7d16p+0}}}},
    {"log 2 for each class", FUNCTION_COST, 1, {1, 2}, 0,
     {{4, {0}}, {1, {1.5}}, {1, {0}}, {1, {0}}}, {{1, {0x1.62e42fefa39efp+0}}}},
    {"log 3", FUNCTION_COST, 1, {1, 3}, BP_SOFTMAX,
     {{6, {0}}, {1, {1.5}}, {1, {2}}, {1, {0}}}, {{1, {0x1.193ea7aad030bp+0}}}},
    {"lambda theta / m", FUNCTION_COST_GRADIENT, 1, {1, 1}, 0,
     {{2, {0.5, -1}}, {1, {1.5}}, {1, {0}}, {1, {0.1}}},
     {{1, {0x1.5cfeb7cbc7d16p+0}}, {2, {-0x1.764d4f5d5a2bdp-1, -0x1.3253951f9d3a7p+0}}}},
    {"halves that cancel to an exact 0", FUNCTION_COST_GRADIENT, 1, {1, 2}, 0,
     {{4, {0}}, {2, {1, 1}}, {2, {0, 1}}, {1, {0}}},
     {{1, {0x1.62e42fefa39efp+0}}, {4, {0, 0, 0, 0}}}},
    {"h - y", FUNCTION_BACKPROP_SAMPLE, 1, {1, 2}, BP_SOFTMAX,
     {{4, {0, 1, 0, -1}}, {1, {0.5}}, {1, {1}}},
     {{2, {0x1.764d4f5d5a2bdp-1, 0x1.136561454ba86p-2}},
      {2, {0x1.764d4f5d5a2bdp-1, -0x1.764d4f5d5a2bdp-1}}}},
    {"h - y = -e^-1000 is +0", FUNCTION_BACKPROP_SAMPLE, 1, {1, 1}, 0,
     {{2, {0, 1000}}, {1, {1}}, {1, {0}}}, {{1, {1}}, {1, {0}}}},
    {"t^2 + t^3: 2 t + 3 t^2 + epsilon^2", FUNCTION_NUMERICAL_GRADIENT, 0, {0}, 0,
     {{3, {1, 1, 0}}, {1, {0.5}}, {1, {0.001}}}, {{1, {0x1.c00010c6f7a0bp+0}}}},
    {"n = 1: theta_{i+1} is theta_i", FUNCTION_NUMERICAL_GRADIENT, 0, {0}, 0,
     {{3, {0, 0, 1}}, {1, {0.75}}, {1, {0.25}}}, {{1, {1.5}}}},
    {"n = 2: both neighbours are the other one", FUNCTION_NUMERICAL_GRADIENT, 0, {0}, 0,
     {{6, {0, 0, 1, 0, 0, 2}}, {2, {0.75, 2}}, {1, {0.25}}}, {{2, {6, 2.25}}}},
    {"sqrt(2) / 10", FUNCTION_RELATIVE_DIFFERENCE, 0, {0}, 0,
     {{2, {3, 4}}, {2, {4, 3}}}, {{1, {0x1.21a1851ff630ap-3}}}},
    {"0 when both are zero", FUNCTION_RELATIVE_DIFFERENCE, 0, {0}, 0,
     {{2, {0, 0}}, {2, {0, 0}}}, {{1, {0}}}},
    {"one step", FUNCTION_GRADIENT_DESCENT, 1, {1, 1}, 0,
     {{2, {0.5, -1}}, {1, {1.5}}, {1, {0}}, {1, {0}}, {1, {0.5}}, {1, {1}}},
     {{2, {0x1.bb26a7aead15ep-1, -0x1.ce8c08f3f8be5p-2}}, {1, {0x1.5031eafefb049p+0}},
      {1, {0x1.35076a433e98cp-1}}}},
    {"no step: no history", FUNCTION_GRADIENT_DESCENT, 1, {1, 1}, 0,
     {{2, {0.5, -1}}, {1, {1.5}}, {1, {0}}, {1, {0}}, {1, {0.5}}, {1, {0}}},
     {{2, {0.5, -1}}, {0, {0}}, {1, {0x1.5031eafefb049p+0}}}},
    {"the largest, and the lowest of equal classes", FUNCTION_PREDICT, 1, {1, 3}, 0,
     {{6, {0, 1, 0, 1, 0, -1}}, {2, {1, -1}}}, {{2, {0, 2}}}},
};
/* clang-format on */

/* The case of a row; its arrays lie in numbers. */
struct numbers {
    double f64[CONTRACT_MAX_INPUTS][SMALL];
    int i32[CONTRACT_MAX_INPUTS][SMALL];
    uint64_t u64[CONTRACT_MAX_INPUTS][SMALL];
};

static struct fixture_case case_of(const struct known *row, struct numbers *numbers)
{
    struct fixture_case c = {.call = {.function = row->function,
                                      .net = {row->n_layers, row->units, row->output, 0},
                                      .n_inputs = function_n_inputs(row->function)}};
    for (size_t i = 0; i < c.call.n_inputs; i++) {
        struct array *in = &c.call.inputs[i];
        in->element = function_input_element(row->function, i);
        in->n = row->in[i].n;
        in->data = in->element == ELEMENT_DOUBLE ? (void *)numbers->f64[i]
                   : in->element == ELEMENT_INT  ? (void *)numbers->i32[i]
                                                 : (void *)numbers->u64[i];
        for (size_t k = 0; k < in->n; k++) {
            numbers->f64[i][k] = row->in[i].x[k];
            numbers->i32[i][k] = (int)row->in[i].x[k];
            numbers->u64[i][k] = row->in[i].x[k] > 0 ? (uint64_t)row->in[i].x[k] : 0;
        }
    }
    return c;
}

static void release(struct fixture_case *c)
{
    for (size_t i = 0; i < CONTRACT_MAX_OUTPUTS; i++) {
        free(c->expected[i].value.data);
        free(c->expected[i].bound);
    }
}

START_TEST(test_known_values)
{
    const struct known *row = &known_rows[_i];
    struct numbers numbers;
    struct fixture_case c = case_of(row, &numbers);
    ck_assert_int_eq(certify_case(&c, CERTIFY_PLAIN, NULL), 0);
    for (size_t i = 0; i < c.n_expected; i++) {
        const struct expected *e = &c.expected[i];
        ck_assert_uint_eq(e->value.n, row->out[i].n);
        for (size_t k = 0; k < e->value.n; k++) {
            double x = e->value.element == ELEMENT_DOUBLE ? e->value.f64[k]
                       : e->value.element == ELEMENT_INT  ? e->value.i32[k]
                                                          : (double)e->value.u64[k];
            ck_assert_msg(memcmp(&x, &row->out[i].x[k], sizeof x) == 0,
                          "%s, %s: output %zu element %zu is %a, not %a",
                          function_symbol(row->function), row->why, i, k, x,
                          row->out[i].x[k]);
            ck_assert(!e->bound || e->bound[k] >= ldexp(fabs(x), -53));
            ck_assert(!e->bound || (e->bound[k] > 0 && isfinite(e->bound[k])));
        }
    }
    release(&c);
}
END_TEST

struct refused {
    const char *why;
    enum certify_loss loss;
    struct known call;
};

/* clang-format off */
static const struct refused refused_rows[] = {
    {"no expected value", CERTIFY_PLAIN,
     {"", FUNCTION_RANDOM_INIT, 1, {1, 1}, 0, {{1, {1}}}, {{0}}}},
    {"not well shaped", CERTIFY_PLAIN,
     {"", FUNCTION_FORWARD, 1, {1, 1}, 0, {{3, {1}}, {1, {1}}}, {{0}}}},
    {"classes whose outputs round to the same", CERTIFY_PLAIN,
     {"", FUNCTION_PREDICT, 1, {1, 2}, 0,
      {{4, {0, 1, 0, 0x1.0000000000001p0}}, {1, {1}}}, {{0}}}},
    {"classes tied by saturation", CERTIFY_PLAIN,
     {"", FUNCTION_PREDICT, 1, {1, 2}, 0, {{4, {0, 50, 0, 60}}, {1, {1}}}, {{0}}}},
    {"1 - h rounds to 0", CERTIFY_PLAIN,
     {"", FUNCTION_COST, 1, {1, 1}, 0,
      {{2, {0, 40}}, {1, {1}}, {1, {0}}, {1, {0}}}, {{0}}}},
    {"a logarithm of 0, though times 0", CERTIFY_PLAIN,
     {"", FUNCTION_COST, 1, {1, 2}, 0,
      {{4, {0, 40, 0, 0}}, {1, {1}}, {1, {0}}, {1, {0}}}, {{0}}}},
    {"log(h) loses too much", CERTIFY_PLAIN,
     {"", FUNCTION_COST, 1, {1, 1}, 0,
      {{2, {0, 20}}, {1, {1}}, {1, {0}}, {1, {0}}}, {{0}}}},
    {"e^z overflows without a shift", CERTIFY_PLAIN,
     {"", FUNCTION_COST, 1, {1, 2}, BP_SOFTMAX,
      {{4, {0, 800, 0, 1}}, {1, {1}}, {1, {1}}, {1, {0}}}, {{0}}}},
    {"a sum of 0 in the denominator", CERTIFY_PLAIN,
     {"", FUNCTION_GRAPH_FORWARD, 0, {0}, 0, {{1, {-800}}, {1, {800}}}, {{0}}}},
};
/* clang-format on */

START_TEST(test_refusals)
{
    const struct refused *row = &refused_rows[_i];
    struct numbers numbers;
    struct fixture_case c = case_of(&row->call, &numbers);
    ck_assert_msg(certify_case(&c, row->loss, NULL) == -1, "%s", row->why);
    ck_assert_uint_eq(c.n_expected, 0);
    ck_assert_ptr_null(c.expected[0].value.data);
    ck_assert_ptr_null(c.expected[0].bound);
}
END_TEST

#define ROWS(table) ((int)(sizeof(table) / sizeof *(table)))

Suite *certify_suite(void)
{
    Suite *suite = suite_create("certify");
    TCase *values = tcase_create("values");
    tcase_add_loop_test(values, test_known_values, 0, ROWS(known_rows));
    tcase_add_loop_test(values, test_refusals, 0, ROWS(refused_rows));
    suite_add_tcase(suite, values);
    return suite;
}
