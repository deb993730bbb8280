/* test_certify_bounds.c: proven bounds against double arithmetic in the ways that
 * students write it: right code stays within one bound, imprecise code beyond the four
 * that the grader allows. */
#include "certify.h"
#include "double_net.h"
#include "suites.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MAX = 2048 };

static void release(struct fixture_case *c)
{
    for (size_t i = 0; i < CONTRACT_MAX_OUTPUTS; i++) {
        free(c->expected[i].value.data);
        free(c->expected[i].bound);
    }
}

/* A net with random weights and samples of all 53 bits. */
struct problem {
    size_t n_layers, units[5];
    enum bp_output output;
    int regularize_bias;
    size_t m;
    double spread, lambda;
};

static const struct problem problems[] = {
    {2, {3, 4, 2}, BP_ONE_VS_ALL, 0, 5, 1, 1},
    {2, {3, 4, 2}, BP_SOFTMAX, 1, 5, 1, 0.5},
    {1, {1, 1}, BP_ONE_VS_ALL, 0, 1, 1, 0},
    {4, {5, 3, 7, 2, 3}, BP_SOFTMAX, 0, 7, 0.9, 0.1},
    {2, {13, 11, 5}, BP_ONE_VS_ALL, 1, 17, 0.8, 3},
    {2, {64, 25, 10}, BP_ONE_VS_ALL, 0, 20, 0.3, 1},
    {2, {64, 25, 10}, BP_SOFTMAX, 0, 20, 0.3, 1},
};

static const enum function net_functions[] = {FUNCTION_FORWARD, FUNCTION_BACKPROP_SAMPLE,
                                              FUNCTION_COST_GRADIENT,
                                              FUNCTION_GRADIENT_DESCENT};
enum { N_NET_FUNCTIONS = sizeof net_functions / sizeof *net_functions };

static const struct variant variants[] = {
    {"plain", FORWARDS, BY_EXP, false, false, false, false, false},
    {"reversed, tanh, loss from z", BACKWARDS, BY_TANH, true, false, false, false, false},
    {"pairwise, no shift", PAIRWISE, BY_EXP_QUOTIENT, false, true, false, false, false},
    {"fused, 1/m first", FUSED, BY_EXP, true, true, false, false, false},
};

static const struct variant impostors[] = {
    {"float", FORWARDS, BY_EXP, false, false, true, false, false},
    {"float, pairwise", PAIRWISE, BY_TANH, true, true, true, false, false},
    {"inputs stored as float", FORWARDS, BY_EXP, false, false, false, true, false},
    {"central differences", FORWARDS, BY_EXP, false, false, false, false, true},
};

struct data {
    double theta[MAX], X[MAX], lambda, alpha;
    int y[32];
    uint64_t iterations;
};

/* In -1..1 */
static double uniform(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return ldexp((double)(*state >> 11), -52) - 1;
}

static struct fixture_case case_of_problem(enum function function,
                                           const struct problem *problem,
                                           struct data *data)
{
    struct bp_net net = {problem->n_layers, problem->units, problem->output,
                         problem->regularize_bias};
    size_t n = net_n_parameters(&net), K = net.units[net.n_layers], m = problem->m;
    uint64_t state = n;
    if (function == FUNCTION_BACKPROP_SAMPLE)
        m = 1;
    for (size_t i = 0; i < n; i++)
        data->theta[i] = problem->spread * uniform(&state);
    for (size_t i = 0; i < m * net.units[0]; i++)
        data->X[i] = uniform(&state);
    for (size_t i = 0; i < m; i++)
        data->y[i] = (int)(i % K);
    data->lambda = problem->lambda;
    data->alpha = 0.3;
    data->iterations = n < 300 ? 8 : 0;
    struct fixture_case c = {.call = {.function = function,
                                      .net = net,
                                      .n_inputs = function_n_inputs(function)}};
    struct array *in = c.call.inputs;
    in[0] = (struct array){"theta", ELEMENT_DOUBLE, n, {data->theta}};
    in[1] = (struct array){"X", ELEMENT_DOUBLE, m * net.units[0], {data->X}};
    in[2] = (struct array){"y", ELEMENT_INT, m, {data->y}};
    in[3] = (struct array){"lambda", ELEMENT_DOUBLE, 1, {&data->lambda}};
    in[4] = (struct array){"alpha", ELEMENT_DOUBLE, 1, {&data->alpha}};
    in[5] = (struct array){"iterations", ELEMENT_UINT64, 1, {&data->iterations}};
    return c;
}

/* The largest |got - expected| / bound; infinite for what is not a number. */
static double worst(const struct expected *e, const double *got)
{
    double worst_ratio = 0;
    for (size_t i = 0; i < e->value.n; i++) {
        double ratio = fabs(got[i] - e->value.f64[i]) / e->bound[i];
        if (!(ratio <= worst_ratio))
            worst_ratio = isnan(ratio) ? (double)INFINITY : ratio;
    }
    return worst_ratio;
}

START_TEST(test_bounds_hold_for_nets)
{
    static struct data data;
    static double out_data[CONTRACT_MAX_OUTPUTS][MAX];
    double *out[] = {out_data[0], out_data[1], out_data[2]};
    enum function function = net_functions[_i % N_NET_FUNCTIONS];
    struct fixture_case c =
        case_of_problem(function, &problems[_i / N_NET_FUNCTIONS], &data);
    struct certificate certificate;
    ck_assert_int_eq(certify_case(&c, CERTIFY_PLAIN, &certificate), 0);
    ck_assert_double_le(certificate.largest_relative_bound, 1e-10);
    for (size_t k = 0; k < sizeof variants / sizeof *variants; k++) {
        double_call(&variants[k], &c.call, out);
        for (size_t i = 0; i < c.n_expected; i++)
            ck_assert_msg(worst(&c.expected[i], out[i]) <= 1,
                          "%s, %s: output %zu is %g bounds off",
                          function_symbol(function), variants[k].why, i,
                          worst(&c.expected[i], out[i]));
    }
    release(&c);
}
END_TEST

START_TEST(test_imprecise_gradients_are_refused)
{
    static struct data data;
    static double out_data[2][MAX];
    double *out[] = {out_data[0], out_data[1]};
    struct fixture_case c = case_of_problem(FUNCTION_COST_GRADIENT, &problems[_i], &data);
    ck_assert_int_eq(certify_case(&c, CERTIFY_PLAIN, NULL), 0);
    for (size_t k = 0; k < sizeof impostors / sizeof *impostors; k++) {
        double_call(&impostors[k], &c.call, out);
        double ratio = worst(&c.expected[1], out[1]);
        ck_assert_msg(ratio > 4 * 4, "%s: %g bounds off", impostors[k].why, ratio);
    }
    release(&c);
}
END_TEST

/* Net inputs up to 1e3: from z the cost is right, from log(1 - h) it is not. */
START_TEST(test_saturated_cost)
{
    static struct data data;
    static double out_data[2][MAX];
    double *out[] = {out_data[0], out_data[1]};
    struct problem problem = {1, {3, 4}, (enum bp_output)_i, 0, 5, 600, 0.5};
    struct fixture_case c = case_of_problem(FUNCTION_COST_GRADIENT, &problem, &data);
    ck_assert_int_eq(certify_case(&c, CERTIFY_PLAIN, NULL), -1);
    ck_assert_int_eq(certify_case(&c, CERTIFY_STABLE, NULL), 0);
    double_call(&(struct variant){.loss_from_z = true}, &c.call, out);
    ck_assert_double_le(worst(&c.expected[0], out[0]), 1);
    ck_assert_double_le(worst(&c.expected[1], out[1]), 1);
    double_call(&(struct variant){.loss_from_z = false}, &c.call, out);
    ck_assert_double_gt(worst(&c.expected[0], out[0]), 1e3);
    release(&c);
}
END_TEST

/* log(1 + e^z) - z is off by roundings of z, however small the loss. */
START_TEST(test_loss_from_softplus)
{
    double worst_ratio = 0;
    for (double z = 20.1; z < 36; z += 0.37) {
        size_t units[] = {1, 1};
        double theta[] = {0, z}, x = 1, lambda = 0;
        int label = 0;
        struct fixture_case c = {
            .call = {.function = FUNCTION_COST,
                     .net = {1, units, BP_ONE_VS_ALL, 0},
                     .n_inputs = 4,
                     .inputs = {{"", ELEMENT_DOUBLE, 2, {theta}},
                                {"", ELEMENT_DOUBLE, 1, {&x}},
                                {"", ELEMENT_INT, 1, {&label}},
                                {"", ELEMENT_DOUBLE, 1, {&lambda}}}}};
        ck_assert_int_eq(certify_case(&c, CERTIFY_STABLE, NULL), 0);
        double got = log1p(exp(z)) - z;
        worst_ratio = fmax(worst_ratio, worst(&c.expected[0], &got));
        release(&c);
    }
    ck_assert_double_le(worst_ratio, 1);
    ck_assert_double_gt(worst_ratio, 0.01);
}
END_TEST

enum { TERMS = 50 };

/* Terms of size 1e5 that cancel to a z of size 1. */
START_TEST(test_neuron_with_cancellation)
{
    double w[TERMS + 1], x[TERMS], got[2], forwards = 0, backwards;
    uint64_t state = 5;
    for (size_t i = 0; i < TERMS; i++) {
        w[i] = 1e5 * uniform(&state);
        x[i] = uniform(&state);
        forwards += w[i] * x[i];
    }
    w[TERMS] = backwards = 0.25 - forwards;
    for (size_t i = TERMS; i-- > 0;)
        backwards += w[i] * x[i];
    struct fixture_case f = {.call = {.function = FUNCTION_NEURON_FORWARD,
                                      .n_inputs = 2,
                                      .inputs = {{"", ELEMENT_DOUBLE, TERMS + 1, {w}},
                                                 {"", ELEMENT_DOUBLE, TERMS, {x}}}}};
    ck_assert_int_eq(certify_case(&f, CERTIFY_PLAIN, NULL), 0);
    got[0] = double_sigmoid(BY_EXP, forwards + w[TERMS]);
    got[1] = double_sigmoid(BY_EXP, backwards);
    ck_assert_double_le(worst(&f.expected[0], &got[0]), 1);
    ck_assert_double_le(worst(&f.expected[0], &got[1]), 1);
    ck_assert_double_ne(got[0], got[1]);
    release(&f);
}
END_TEST

enum { POINTS = 2001 };

/* Points from -LIMIT to LIMIT, for every input of a function of scalars. */
static struct fixture_case case_of_points(enum function function, double limit,
                                          double points[4][POINTS])
{
    struct fixture_case c = {
        .call = {.function = function, .n_inputs = function_n_inputs(function)}};
    uint64_t state = function;
    for (size_t i = 0; i < c.call.n_inputs; i++) {
        for (size_t k = 0; k < POINTS; k++)
            points[i][k] = limit * uniform(&state);
        c.call.inputs[i] = (struct array){"", ELEMENT_DOUBLE, POINTS, {points[i]}};
    }
    ck_assert_int_eq(certify_case(&c, CERTIFY_PLAIN, NULL), 0);
    return c;
}

START_TEST(test_sigmoid_forms)
{
    static double z[4][POINTS], got[3][POINTS];
    static const double limits[] = {1, 30, 700};
    struct fixture_case h = case_of_points(FUNCTION_SIGMOID, limits[_i], z);
    for (int form = 0; form < 3; form++) {
        for (size_t i = 0; i < POINTS; i++)
            got[form][i] = double_sigmoid((enum sigmoid_form)form, z[0][i]);
        ck_assert_double_le(worst(&h.expected[0], got[form]), 1);
    }
    for (size_t i = 0; i < POINTS; i++)
        got[0][i] = (double)(float)got[0][i];
    ck_assert_double_gt(worst(&h.expected[0], got[0]), 1e6);
    release(&h);

    struct fixture_case slope = case_of_points(FUNCTION_SIGMOID_GRADIENT, limits[_i], z);
    for (size_t i = 0; i < POINTS; i++) {
        double t = tanh(z[0][i] / 2), e = exp(-fabs(z[0][i]));
        got[0][i] =
            double_sigmoid(BY_EXP, z[0][i]) * (1 - double_sigmoid(BY_EXP, z[0][i]));
        got[1][i] = (1 - t * t) / 4;
        got[2][i] = e / ((1 + e) * (1 + e));
    }
    for (int form = 0; form < 3; form++)
        ck_assert_double_le(worst(&slope.expected[0], got[form]), 1);
    release(&slope);
}
END_TEST

/* Both arrangements of the quotient rule. */
START_TEST(test_graph_arrangements)
{
    static double points[4][POINTS], got[4][POINTS];
    struct fixture_case f = case_of_points(FUNCTION_GRAPH_FORWARD, _i ? 30 : 2, points);
    release(&f);
    f = (struct fixture_case){.call = f.call};
    f.call.function = FUNCTION_GRAPH_BACKWARD;
    ck_assert_int_eq(certify_case(&f, CERTIFY_PLAIN, NULL), 0);
    for (size_t i = 0; i < POINTS; i++) {
        double x = points[0][i], y = points[1][i], s = x + y;
        double gx = double_sigmoid(BY_TANH, x), gy = double_sigmoid(BY_EXP, y);
        double num = x + gy, den = gx + s * s, inverse = 1 / den;
        double d_den = -num * (inverse * inverse), slope = gx * (1 - gx) + 2 * s;
        got[0][i] = inverse + d_den * slope;
        got[1][i] = inverse * ((1 - gy) * gy) + 2 * s * d_den;
        got[2][i] = (den - num * slope) / (den * den);
        got[3][i] = (gy * (1 - gy) * den - num * 2 * s) / (den * den);
    }
    for (int form = 0; form < 4; form++)
        ck_assert_double_le(worst(&f.expected[form % 2], got[form]), 1);
    release(&f);
}
END_TEST

START_TEST(test_chain_arrangements)
{
    static double points[4][POINTS], got[2][2 * POINTS], E[POINTS];
    struct fixture_case c = case_of_points(FUNCTION_CHAIN_COST, 3, points);
    for (size_t i = 0; i < POINTS; i++) {
        double x = points[0][i], y = points[1][i], t1 = points[2][i], t2 = points[3][i];
        double a1 = double_sigmoid(BY_EXP, t1 * x), a2 = double_sigmoid(BY_EXP, t2 * a1);
        double d2 = (a2 - y) * a2 * (1 - a2);
        E[i] = 0.5 * (y - a2) * (y - a2);
        got[0][2 * i] = x * (a1 * (1 - a1)) * t2 * d2;
        got[0][2 * i + 1] = d2 * a1;
        got[1][2 * i] = -(y - a2) * (1 - a2) * a2 * t2 * a1 * (1 - a1) * x;
        got[1][2 * i + 1] = -(y - a2) * (1 - a2) * (a2 * a1);
    }
    ck_assert_double_le(worst(&c.expected[0], E), 1);
    release(&c);
    c = (struct fixture_case){.call = c.call};
    c.call.function = FUNCTION_CHAIN_GRADIENT;
    ck_assert_int_eq(certify_case(&c, CERTIFY_PLAIN, NULL), 0);
    ck_assert_double_le(worst(&c.expected[0], got[0]), 1);
    ck_assert_double_le(worst(&c.expected[0], got[1]), 1);
    release(&c);
}
END_TEST

enum { N = 9 };

static double polynomial(const double *c, const double *theta)
{
    double J = 0;
    for (size_t i = 0; i < N; i++) {
        double t = theta[i], next = theta[(i + 1) % N];
        J += c[3 * i] * t * t + c[3 * i + 1] * t * t * t + c[3 * i + 2] * t * next;
    }
    return J;
}

/* A copy for each evaluation, one theta restored by += and -=, forward differences, the
 * derivative itself. */
START_TEST(test_difference_quotients)
{
    double c[3 * N], theta[N], kept[N], at[N], got[4][N], epsilon = _i ? 1e-3 : 1e-4;
    uint64_t state = 1;
    for (size_t i = 0; i < 3 * N; i++)
        c[i] = 2 * uniform(&state);
    for (size_t i = 0; i < N; i++)
        kept[i] = theta[i] = 2 * uniform(&state);
    for (size_t i = 0; i < N; i++) {
        memcpy(at, theta, sizeof at);
        at[i] = theta[i] + epsilon;
        double plus = polynomial(c, at);
        at[i] = theta[i] - epsilon;
        got[0][i] = (plus - polynomial(c, at)) / (2 * epsilon);
        got[2][i] = (plus - polynomial(c, theta)) / epsilon;
        got[3][i] = 2 * c[3 * i] * theta[i] + 3 * c[3 * i + 1] * theta[i] * theta[i] +
                    c[3 * i + 2] * theta[(i + 1) % N] +
                    c[3 * ((i + N - 1) % N) + 2] * theta[(i + N - 1) % N];
        kept[i] += epsilon;
        plus = polynomial(c, kept);
        kept[i] -= 2 * epsilon;
        got[1][i] = (plus - polynomial(c, kept)) * (1 / (2 * epsilon));
        kept[i] += epsilon;
    }
    struct fixture_case f = {.call = {.function = FUNCTION_NUMERICAL_GRADIENT,
                                      .n_inputs = 3,
                                      .inputs = {{"", ELEMENT_DOUBLE, 3 * N, {c}},
                                                 {"", ELEMENT_DOUBLE, N, {theta}},
                                                 {"", ELEMENT_DOUBLE, 1, {&epsilon}}}}};
    ck_assert_int_eq(certify_case(&f, CERTIFY_PLAIN, NULL), 0);
    ck_assert_double_le(worst(&f.expected[0], got[0]), 1);
    ck_assert_double_le(worst(&f.expected[0], got[1]), 1);
    ck_assert_double_gt(worst(&f.expected[0], got[2]), 16);
    ck_assert_double_gt(worst(&f.expected[0], got[3]), 4);
    release(&f);
}
END_TEST

static double norm(size_t n, const double *a, const double *b, double scale)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        double d = (a[i] - (b ? b[i] : 0)) / scale;
        sum += d * d;
    }
    return scale * sqrt(sum);
}

START_TEST(test_relative_difference)
{
    double a[N], b[N], size = _i ? 1e-99 : 1e90;
    uint64_t state = 3;
    for (size_t i = 0; i < N; i++) {
        a[i] = size * uniform(&state);
        b[i] = a[i] * (1 + 1e-6 * uniform(&state));
    }
    struct fixture_case f = {
        .call = {.function = FUNCTION_RELATIVE_DIFFERENCE,
                 .n_inputs = 2,
                 .inputs = {{"", ELEMENT_DOUBLE, N, {a}}, {"", ELEMENT_DOUBLE, N, {b}}}}};
    ck_assert_int_eq(certify_case(&f, CERTIFY_PLAIN, NULL), 0);
    for (int scaled = 0; scaled < 2; scaled++) {
        double s = scaled ? 3 * size : 1;
        double got = norm(N, a, b, s) / (norm(N, a, NULL, s) + norm(N, b, NULL, s));
        ck_assert_double_le(worst(&f.expected[0], &got), 1);
        got *= 1 + 1e-12;
        ck_assert_double_gt(worst(&f.expected[0], &got), 4);
    }
    release(&f);
}
END_TEST

#define ROWS(table) ((int)(sizeof(table) / sizeof *(table)))

Suite *certify_bounds_suite(void)
{
    Suite *suite = suite_create("certify_bounds");
    TCase *bounds = tcase_create("bounds");
    tcase_add_loop_test(bounds, test_bounds_hold_for_nets, 0,
                        N_NET_FUNCTIONS * ROWS(problems));
    tcase_add_loop_test(bounds, test_imprecise_gradients_are_refused, 0, ROWS(problems));
    tcase_add_loop_test(bounds, test_saturated_cost, 0, 2);
    tcase_add_test(bounds, test_loss_from_softplus);
    tcase_add_test(bounds, test_neuron_with_cancellation);
    tcase_add_loop_test(bounds, test_sigmoid_forms, 0, 3);
    tcase_add_loop_test(bounds, test_graph_arrangements, 0, 2);
    tcase_add_test(bounds, test_chain_arrangements);
    tcase_add_loop_test(bounds, test_difference_quotients, 0, 2);
    tcase_add_loop_test(bounds, test_relative_difference, 0, 2);
    suite_add_tcase(suite, bounds);
    return suite;
}
