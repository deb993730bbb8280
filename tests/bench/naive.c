/* naive.c: what a course writes in an afternoon: fifteen checks and one gradient check, with Check, linked with
 * the student's code. No sandbox; the answers lie in the student's process. A peer of the grader in its
 * benchmark, and nothing that the grader uses.
 */
#include "backprop.h"

#include <check.h>
#include <math.h>
#include <string.h>

#define NEAR(got, want) ck_assert_double_eq_tol(got, want, 1e-9)

static const size_t units[] = {2, 2, 2};
static const struct bp_net net = {2, units, BP_ONE_VS_ALL, 0};
static const double zero[12] = {0};
static const double X[] = {1, 2, -1, 0.5};
static const int labels[] = {1, 0};
static const struct bp_data data = {2, X, labels};

START_TEST(sigmoid)
{
    NEAR(bp_sigmoid(0), 0.5);
    NEAR(bp_sigmoid(1), 0.731058578630005);
}
END_TEST

START_TEST(sigmoid_gradient)
{
    NEAR(bp_sigmoid_gradient(0), 0.25);
    NEAR(bp_sigmoid_gradient(1), 0.196611933241482);
}
END_TEST

START_TEST(gates)
{
    double dx, dy;
    bp_add_backward(3, -4, 2, &dx, &dy);
    NEAR(dx + dy, 4);
    bp_mul_backward(3, -4, 2, &dx, &dy);
    NEAR(dx, -8);
    bp_max_backward(3, -4, 2, &dx, &dy);
    NEAR(dy, 0);
}
END_TEST

START_TEST(neuron)
{
    const double w[] = {1, -1, 0.5}, x[] = {2, 2};
    NEAR(bp_neuron_forward(2, w, x), 0.622459331201855);
}
END_TEST

START_TEST(neuron_backward)
{
    const double w[] = {1, -1, 0.5}, x[] = {2, 2};
    double dw[3], dx[2];
    bp_neuron_backward(2, w, x, dw, dx);
    NEAR(dw[2], 0.235003712201594);
    NEAR(dx[1], -0.235003712201594);
}
END_TEST

START_TEST(graph)
{
    NEAR(bp_graph_forward(0, 0), 1);
}
END_TEST

START_TEST(chain)
{
    double grad[2];
    NEAR(bp_chain_cost(1, 0.5, 0, 0), 0);
    bp_chain_gradient(1, 1, 0, 0, grad);
    NEAR(grad[1], -0.0625);
}
END_TEST

START_TEST(n_parameters)
{
    ck_assert_uint_eq(bp_n_parameters(&net), 12);
}
END_TEST

START_TEST(unroll)
{
    const double *const Theta[] = {X, X};
    const size_t one[] = {1, 1, 1};
    const struct bp_net small = {2, one, BP_ONE_VS_ALL, 0};
    double theta[4];
    bp_unroll(&small, Theta, theta);
    NEAR(theta[3], 2);
}
END_TEST

START_TEST(forward)
{
    double H[4];
    bp_forward(&net, zero, 2, X, H);
    NEAR(H[3], 0.5);
}
END_TEST

START_TEST(cost)
{
    NEAR(bp_cost(&net, zero, &data, 1), 2 * log(2));
}
END_TEST

START_TEST(backprop)
{
    double a[4], delta[4];
    bp_backprop_sample(&net, zero, X, 1, a, delta);
    NEAR(delta[2], 0.5);
    NEAR(delta[3], -0.5);
}
END_TEST

START_TEST(descent)
{
    double theta[12] = {0}, history[5];
    double J = bp_gradient_descent(&net, theta, &data, 0, 0.1, 5, history);
    NEAR(history[0], 2 * log(2));
    ck_assert(J <= history[0]);
}
END_TEST

START_TEST(predict)
{
    int y[2];
    bp_predict(&net, zero, 2, X, y);
    ck_assert_int_eq(y[0], 0);
}
END_TEST

START_TEST(relative_difference)
{
    const double a[] = {3, 4}, b[] = {3, 4};
    NEAR(bp_relative_difference(2, a, b), 0);
    NEAR(bp_relative_difference(2, a, zero), 1);
}
END_TEST

enum { INPUTS = 20, HIDDEN = 10, CLASSES = 5, SAMPLES = 50, PARAMETERS = 265 };

/* Every parameter of 20-10-5, by central differences. */
START_TEST(gradient)
{
    static const size_t shape[] = {INPUTS, HIDDEN, CLASSES};
    static const struct bp_net large = {2, shape, BP_ONE_VS_ALL, 0};
    static double x[SAMPLES * INPUTS], theta[PARAMETERS], grad[PARAMETERS];
    static int y[SAMPLES];
    const struct bp_data many = {SAMPLES, x, y};
    const double epsilon = 1e-5;

    for (int i = 0; i < SAMPLES * INPUTS; i++)
        x[i] = sin(i);
    for (int i = 0; i < PARAMETERS; i++)
        theta[i] = 0.5 * cos(i);
    for (int i = 0; i < SAMPLES; i++)
        y[i] = i % CLASSES;
    bp_cost_gradient(&large, theta, &many, 0.5, grad);
    for (int i = 0; i < PARAMETERS; i++) {
        double kept = theta[i];
        theta[i] = kept + epsilon;
        double above = bp_cost(&large, theta, &many, 0.5);
        theta[i] = kept - epsilon;
        double below = bp_cost(&large, theta, &many, 0.5);
        theta[i] = kept;
        ck_assert_double_eq_tol(grad[i], (above - below) / (2 * epsilon), 1e-7);
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {sigmoid,
                                  sigmoid_gradient,
                                  gates,
                                  neuron,
                                  neuron_backward,
                                  graph,
                                  chain,
                                  n_parameters,
                                  unroll,
                                  forward,
                                  cost,
                                  backprop,
                                  descent,
                                  predict,
                                  relative_difference,
                                  gradient};
    Suite *suite = suite_create("backprop");
    TCase *test_case = tcase_create("all");
    for (size_t i = 0; i < sizeof tests / sizeof tests[0]; i++)
        tcase_add_test(test_case, tests[i]);
    suite_add_tcase(suite, test_case);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed > 0;
}
