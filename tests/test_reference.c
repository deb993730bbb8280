/* test_reference.c: the answer key against values worked out without it: the lecture's, others
 * from 40-digit arithmetic (formulas differentiated numerically), and central differences of the
 * cost, whose values are among them. */
#include "backprop.h"
#include "suites.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

Suite *reference_suite(void);

enum { N_MAX = 512 };
static const double guard = -12345.5;
#define COUNT(array) (sizeof(array) / sizeof *(array))

/* NaN fails. */
static void check_near(const char *what, size_t i, double got, double want,
                       double tolerance)
{
    ck_assert_msg(fabs(got - want) <= tolerance, "%s[%zu]: got %.17g, want %.17g", what,
                  i, got, want);
}

static void check_vector(const char *what, size_t n, const double *got,
                         const double *want, double tolerance)
{
    for (size_t i = 0; i < n; i++)
        check_near(what, i, got[i], want[i], tolerance * (1 + fabs(want[i])));
}

/* Numbers in [-size, size] that fill the mantissa: a Weyl sequence, not what the reference
 * draws from. */
static void fill(size_t n, double *v, double start, double size)
{
    for (size_t i = 0; i < n; i++) {
        double t = (start + (double)i + 1) * 0.61803398874989485;
        v[i] = size * (2 * (t - floor(t)) - 1);
    }
}

/* ---- Part 1 ---- */

static const struct {
    double z, g, dg;
} sigmoid_rows[] = {
    {0, 0.5, 0.25},
    {1, 0.7310585786300049, 0.19661193324148185},
    {-1, 0.2689414213699951, 0.19661193324148185},
    {2, 0.88079707797788243, 0.10499358540350652},
    {30, 0.99999999999990641, 9.3576229688384229e-14},
    {-30, 9.3576229688392989e-14, 9.3576229688384229e-14},
    {40, 1, 4.2483542552915889e-18},
    {-700, 9.8596765437597708e-305, 9.8596765437597708e-305},
    {1000, 1, 0},
    {-1000, 0, 0},
};

START_TEST(sigmoid)
{
    double z = sigmoid_rows[_i].z, g = sigmoid_rows[_i].g, dg = sigmoid_rows[_i].dg;
    check_near("g", (size_t)_i, bp_sigmoid(z), g, 4 * DBL_EPSILON * g);
    check_near("dg", (size_t)_i, bp_sigmoid_gradient(z), dg, 4 * DBL_EPSILON * dg);
}
END_TEST

typedef void backward(double x, double y, double df, double *dx, double *dy);

static const struct {
    const char *why;
    backward *gate;
    double x, y, df, dx, dy;
} gate_rows[] = {
    {"add passes df on", bp_add_backward, 3, -4, 2.5, 2.5, 2.5},
    {"mul exchanges its inputs", bp_mul_backward, 3, -4, 2.5, -10, 7.5},
    {"mul by zero", bp_mul_backward, 0, 7, -1, -7, 0},
    {"max routes to x", bp_max_backward, 3, -4, 2.5, 2.5, 0},
    {"max routes to y", bp_max_backward, -4, 3, 2.5, 0, 2.5},
    {"a tie goes to x", bp_max_backward, 2, 2, -1.5, -1.5, 0},
};

START_TEST(gates)
{
    double dx = guard, dy = guard;
    gate_rows[_i].gate(gate_rows[_i].x, gate_rows[_i].y, gate_rows[_i].df, &dx, &dy);
    ck_assert_msg(dx == gate_rows[_i].dx && dy == gate_rows[_i].dy, "%s: %g, %g",
                  gate_rows[_i].why, dx, dy);
}
END_TEST

/* The lecture's neuron: 0.73, and 0.20 at the sigmoid gate. */
START_TEST(neuron)
{
    static const double w[] = {2, -3, -3}, x[] = {-1, -2};
    static const double want_dw[] = {-0.19661193324148185, -0.3932238664829637,
                                     0.19661193324148185};
    static const double want_dx[] = {0.3932238664829637, -0.58983579972444555};
    double dw[4] = {0, 0, 0, guard}, dx[3] = {0, 0, guard};
    check_near("f", 0, bp_neuron_forward(2, w, x), 0.73, 0.005);
    check_near("f", 0, bp_neuron_forward(2, w, x), 0.7310585786300049, 1e-15);
    bp_neuron_backward(2, w, x, dw, dx);
    check_near("dz", 0, dw[2], 0.20, 0.005);
    check_vector("dw", 3, dw, want_dw, 1e-15);
    check_vector("dx", 2, dx, want_dx, 1e-15);
    ck_assert(dw[3] == guard && dx[2] == guard);

    double seven[] = {1, 2, 3, 4, 5, 6, 7, -133}, ones[] = {1, 2, 3, 4, 5, 6, 6};
    check_near("f, n = 7", 0, bp_neuron_forward(7, seven, ones), 0.5, 0);
}
END_TEST

/* The first row is the lecture's. */
static const struct {
    double x, y, f, dx, dy;
} graph_rows[] = {
    {3, -4, 1.5456448841066441, 2.0595697955721648, 1.5922327514838093},
    {1, 1, 0.36589244243331176, -0.11319001472891885, -0.26779584641258958},
    {-2, 5, -0.11039263623503819, 0.18356279056454039, 0.073362099714376405},
};

START_TEST(graph)
{
    double x = graph_rows[_i].x, y = graph_rows[_i].y, dx = guard, dy = guard;
    check_near("f", (size_t)_i, bp_graph_forward(x, y), graph_rows[_i].f, 1e-15);
    bp_graph_backward(x, y, &dx, &dy);
    check_near("dx", (size_t)_i, dx, graph_rows[_i].dx, 2e-15);
    check_near("dy", (size_t)_i, dy, graph_rows[_i].dy, 2e-15);
}
END_TEST

static const struct {
    double x, y, theta1, theta2, E, grad[2];
} chain_rows[] = {
    {1,
     0,
     0.5,
     -1.5,
     0.039811900522593931,
     {-0.020147739156992823, 0.035577163507763174}},
    {2,
     1,
     -0.75,
     1.25,
     0.098229862016761177,
     {-0.040784601930078719, -0.019953950676130858}},
    {-3,
     0.5,
     0.25,
     2,
     0.012031832940981525,
     {-0.045821096219070032, 0.01124424158048108}},
};

START_TEST(chain)
{
    double x = chain_rows[_i].x, y = chain_rows[_i].y, grad[3] = {0, 0, guard};
    double theta1 = chain_rows[_i].theta1, theta2 = chain_rows[_i].theta2;
    check_near("E", (size_t)_i, bp_chain_cost(x, y, theta1, theta2), chain_rows[_i].E,
               1e-16);
    bp_chain_gradient(x, y, theta1, theta2, grad);
    check_vector("grad", 2, grad, chain_rows[_i].grad, 1e-16);
    ck_assert(grad[2] == guard);
}
END_TEST

/* ---- Part 2: a 2-2-3 net with two samples and lambda = 3/4 ---- */

static const size_t hand_units[] = {2, 2, 3};
static const double hand_theta[15] = {0.5, -1,    0.25, -0.5, 0.75, 1.5,   0.125, 1,
                                      -2,  -0.25, 0.5,  0.75, 1,    -1.25, 0.375};
static const double hand_X[] = {1, -0.5, 0.25, 2};
static const int hand_y[] = {2, 0};
static const struct bp_data hand_data = {2, hand_X, hand_y};

static const struct hand {
    enum bp_output output;
    double H[6], a[5], delta[5];
    double J[2], grad[2][15]; /* regularize_bias 0 and 1 */
} hand_rows[] = {
    {BP_ONE_VS_ALL,
     {0.43010170716803237, 0.551684245247964, 0.66946610630145809, 0.25570913244482135,
      0.68821836077032494, 0.62296058122021269},
     {0.34864513533394575, 0.37754066879814546, 0.43010170716803237, 0.551684245247964,
      0.66946610630145809},
     {0.25414086972706412, -0.1340438709305084, 0.43010170716803237, 0.551684245247964,
      -0.33053389369854197},
     {4.7709431992805582, 5.0668416367805582},
     {{-0.0013658532254908191, -0.28003863715872368, -0.22665779360981178,
       -0.00025693943136747665, 0.23091931354321749, 0.72954095980040057,
       -0.15709458019357317, 0.1972231823343544, -1.0172437465158335, 0.61995130300914447,
       0.51738263968134635, 0.70757588539303162, 0.14621334376083539,
       -0.31481873845514668, 0.36986433204058161},
      {0.18613414677450918, -0.28003863715872368, -0.22665779360981178,
       -0.18775693943136748, 0.23091931354321749, 0.72954095980040057,
       -0.11021958019357316, 0.1972231823343544, -1.0172437465158335, 0.52620130300914447,
       0.51738263968134635, 0.70757588539303162, 0.52121334376083539,
       -0.31481873845514668, 0.36986433204058161}}},
    {BP_SOFTMAX,
     {0.18817243287199178, 0.30682360629189287, 0.50500396083611532, 0.081738364248088655,
      0.52516782727602851, 0.39309380847588288},
     {0.34864513533394575, 0.37754066879814546, 0.18817243287199178, 0.30682360629189287,
      0.50500396083611532},
     {0.21808281463012713, -0.077986140688814862, 0.18817243287199178,
      0.30682360629189287, -0.49499603916388463},
     {3.7294525970947721, 4.0253510345947721},
     {{-0.015926272360858092, -0.29720051260391683, -0.21070606300937511,
       0.031931505294477566, 0.25998807356531384, 0.72384568644997371,
       -0.36504460143995976, 0.095970830026060855, -1.1443559273761561,
       0.41599571678396069, 0.41932767975869339, 0.58502257585115969,
       -0.050951115344000882, -0.42154850978475422, 0.23120835152499641},
      {0.17157372763914192, -0.29720051260391683, -0.21070606300937511,
       -0.15556849470552242, 0.25998807356531384, 0.72384568644997371,
       -0.31816960143995976, 0.095970830026060855, -1.1443559273761561,
       0.32224571678396069, 0.41932767975869339, 0.58502257585115969, 0.32404888465599913,
       -0.42154850978475422, 0.23120835152499641}}},
};

START_TEST(hand_worked_net)
{
    const struct hand *row = &hand_rows[_i];
    double H[7], a[6], delta[6], grad[16];
    H[6] = a[5] = delta[5] = grad[15] = guard;
    for (int bias = 0; bias <= 1; bias++) {
        struct bp_net net = {2, hand_units, row->output, bias};
        bp_forward(&net, hand_theta, 2, hand_X, H);
        check_vector("H", 6, H, row->H, 1e-15);
        bp_backprop_sample(&net, hand_theta, hand_X, hand_y[0], a, delta);
        check_vector("a", 5, a, row->a, 1e-15);
        check_vector("delta", 5, delta, row->delta, 1e-15);
        double J = bp_cost(&net, hand_theta, &hand_data, 0.75);
        check_near("J", (size_t)bias, J, row->J[bias], 4e-15);
        J = bp_cost_gradient(&net, hand_theta, &hand_data, 0.75, grad);
        check_near("J with gradient", (size_t)bias, J, row->J[bias], 4e-15);
        check_vector("grad", 15, grad, row->grad[bias], 2e-15);
        ck_assert(H[6] == guard && a[5] == guard && delta[5] == guard &&
                  grad[15] == guard);
    }
}
END_TEST

START_TEST(unrolling)
{
    static const size_t units[] = {3, 4, 2};
    const struct bp_net net = {2, units, BP_SOFTMAX, 0};
    double first[17], second[11], theta[27];
    ck_assert_uint_eq(bp_n_parameters(&net), 26);
    for (size_t i = 0; i < 16; i++)
        first[i] = (double)i;
    for (size_t i = 0; i < 10; i++)
        second[i] = 16 + (double)i;
    theta[26] = first[16] = second[10] = guard;
    bp_unroll(&net, (const double *const[]){first, second}, theta);
    for (size_t i = 0; i < 26; i++) {
        ck_assert(theta[i] == (double)i);
        theta[i] = 100 + (double)i;
    }
    bp_roll(&net, theta, (double *const[]){first, second});
    for (size_t i = 0; i < 26; i++)
        ck_assert((i < 16 ? first[i] : second[i - 16]) == 100 + (double)i);
    ck_assert(theta[26] == guard && first[16] == guard && second[10] == guard);
}
END_TEST

/* ---- Part 2: central differences ---- */

static const struct shape {
    const char *why;
    size_t n_layers, units[6], m;
} shapes[] = {
    {"one of each", 2, {1, 1, 1}, 3},
    {"L = 1", 1, {3, 4}, 5},
    {"L = 1, one weight a class", 1, {1, 2}, 2},
    {"the lecture's size", 2, {3, 4, 2}, 5},
    {"m = 1", 2, {4, 3, 3}, 1},
    {"K = 1", 2, {3, 5, 1}, 4},
    {"prime sizes", 3, {5, 7, 3, 11}, 6},
    {"square matrices but for the bias", 3, {4, 3, 2, 2}, 7},
    {"L = 4", 4, {3, 5, 4, 3, 2}, 6},
    {"L = 5, narrow", 5, {2, 3, 1, 3, 2, 3}, 4},
    {"wide", 2, {2, 19, 3}, 3},
    {"absent classes", 2, {6, 5, 8}, 3},
};

/* A net, weights and samples of a shape; labels 1, 4, 7, .. modulo K. */
struct problem {
    struct bp_net net;
    struct bp_data data;
    double theta[N_MAX], X[N_MAX];
    int y[N_MAX];
};

static void pose(struct problem *p, const struct shape *shape, enum bp_output output,
                 int bias)
{
    size_t K = shape->units[shape->n_layers];
    p->net = (struct bp_net){shape->n_layers, shape->units, output, bias};
    p->data = (struct bp_data){shape->m, p->X, p->y};
    ck_assert(bp_n_parameters(&p->net) <= N_MAX);
    fill(bp_n_parameters(&p->net), p->theta, 0.5, 1.75);
    fill(shape->m * shape->units[0], p->X, 0.25, 1.5);
    for (size_t i = 0; i < shape->m; i++)
        p->y[i] = (int)((3 * i + 1) % K);
}

/* Every parameter; the step costs at most about 1e-10, the rounding of J as much. */
static void check_gradient(struct problem *p, double lambda, const char *why)
{
    const double h = 1e-5;
    double grad[N_MAX + 1], largest = 0;
    size_t n = bp_n_parameters(&p->net);
    memset(grad, 0x7f, sizeof grad);
    grad[n] = guard;
    double J = bp_cost_gradient(&p->net, p->theta, &p->data, lambda, grad);
    check_near(why, n, J, bp_cost(&p->net, p->theta, &p->data, lambda), 1e-14 * J);
    ck_assert(grad[n] == guard);
    for (size_t i = 0; i < n; i++) {
        double kept = p->theta[i];
        p->theta[i] = kept + h;
        double above = bp_cost(&p->net, p->theta, &p->data, lambda);
        p->theta[i] = kept - h;
        double below = bp_cost(&p->net, p->theta, &p->data, lambda);
        p->theta[i] = kept;
        check_near(why, i, grad[i], (above - below) / (2 * h), 2e-9);
        largest = fmax(largest, fabs(grad[i]));
    }
    size_t K = p->net.units[p->net.n_layers];
    bool all_zero =
        K == 1 && p->net.output == BP_SOFTMAX && lambda == 0; /* h is always 1 */
    ck_assert_msg(all_zero ? largest == 0 : largest > 0.01, "%s: largest %g", why,
                  largest);
}

START_TEST(central_differences)
{
    struct problem p;
    for (int output = 0; output <= 1; output++)
        for (int bias = 0; bias <= 1; bias++)
            for (int regularised = 0; regularised <= 1; regularised++) {
                pose(&p, &shapes[_i], (enum bp_output)output, bias);
                check_gradient(&p, regularised ? 1.25 : 0, shapes[_i].why);
            }
}
END_TEST

/* ---- Part 2: properties ---- */

/* The units of the hidden layer in reverse order: the same net under other names. */
START_TEST(hidden_units_renamed)
{
    static const struct shape shape = {"", 2, {3, 5, 4}, 6};
    struct problem p, q;
    double grad_p[N_MAX], grad_q[N_MAX];
    size_t map[N_MAX];
    pose(&p, &shape, _i ? BP_SOFTMAX : BP_ONE_VS_ALL, 1);
    pose(&q, &shape, p.net.output, 1);
    for (size_t i = 0; i < 5; i++)
        for (size_t j = 0; j < 4; j++)
            map[i * 4 + j] = (4 - i) * 4 + j;
    for (size_t i = 0; i < 4; i++)
        for (size_t j = 0; j < 6; j++)
            map[20 + i * 6 + j] = 20 + i * 6 + (j == 0 ? 0 : 6 - j);
    for (size_t i = 0; i < 44; i++)
        q.theta[map[i]] = p.theta[i];
    double J = bp_cost_gradient(&p.net, p.theta, &p.data, 0.5, grad_p);
    check_near("J", 0, bp_cost_gradient(&q.net, q.theta, &q.data, 0.5, grad_q), J, 1e-14);
    for (size_t i = 0; i < 44; i++)
        check_near("grad", i, grad_q[map[i]], grad_p[i], 1e-14);
}
END_TEST

/* A layer of two outputs from x = 1, its weights and what its loss is. */
static const struct {
    const char *why;
    enum bp_output output;
    double z[2];
    int label;
    double J, tolerance;
} saturated_rows[] = {
    {"right and sure", BP_ONE_VS_ALL, {1000, -1000}, 0, 0, 0},
    {"wrong and sure", BP_ONE_VS_ALL, {1000, -1000}, 1, 2000, 0},
    {"both on", BP_ONE_VS_ALL, {1000, 1000}, 1, 1000, 0},
    {"one term is small", BP_ONE_VS_ALL, {30, 0}, 0, 0.69314718056003888, 2e-16},
    {"a small loss keeps its digits",
     BP_ONE_VS_ALL,
     {30, -1000},
     0,
     9.3576229688397368e-14,
     3e-29},
    {"right and sure", BP_SOFTMAX, {1000, -1000}, 0, 0, 0},
    {"wrong and sure", BP_SOFTMAX, {1000, -1000}, 1, 2000, 0},
    {"equal and large", BP_SOFTMAX, {1000, 1000}, 1, 0.69314718055994529, 2e-16},
    {"equal and very negative",
     BP_SOFTMAX,
     {-1000, -1000},
     0,
     0.69314718055994529,
     2e-16},
    {"a small loss keeps its digits",
     BP_SOFTMAX,
     {1000, 970},
     0,
     9.3576229688397368e-14,
     3e-29},
    {"a wrong one", BP_SOFTMAX, {30, 0}, 1, 30.000000000000092, 4e-15},
};

START_TEST(saturated)
{
    static const size_t units[] = {1, 2};
    static const double x[] = {1};
    const double theta[] = {0, saturated_rows[_i].z[0], saturated_rows[_i].z[1], 0};
    const double by_bias[] = {theta[2], 0, 0, theta[1]}; /* classes exchanged */
    const struct bp_net net = {1, units, saturated_rows[_i].output, 0};
    int label = saturated_rows[_i].label, other = 1 - label;
    const struct bp_data data = {1, x, &label}, exchanged = {1, x, &other};
    double H[2], grad[4], J = saturated_rows[_i].J,
                          tolerance = saturated_rows[_i].tolerance;

    check_near(saturated_rows[_i].why, 0, bp_cost(&net, theta, &data, 0), J, tolerance);
    check_near(saturated_rows[_i].why, 1,
               bp_cost_gradient(&net, by_bias, &exchanged, 0, grad), J, tolerance);
    bp_forward(&net, theta, 1, x, H);
    bp_cost_gradient(&net, theta, &data, 0, grad);
    for (size_t k = 0; k < 2; k++) {
        double delta = H[k] - (k == (size_t)label);
        ck_assert(H[k] >= 0 && H[k] <= 1);
        check_near("bias", k, grad[2 * k], delta, 0);
        check_near("weight", k, grad[2 * k + 1], delta, 0);
    }
}
END_TEST

/* Hidden units at |z| = 1e3 let nothing through, and nothing becomes NaN. */
START_TEST(saturated_hidden_layer)
{
    static const size_t units[] = {1, 2, 2};
    static const double theta[] = {0, 1000, 0, -1000, 1, 2, 3, -1, -2, -3}, x[] = {1};
    const struct bp_net net = {2, units, _i ? BP_SOFTMAX : BP_ONE_VS_ALL, 0};
    double a[4], delta[4];
    bp_backprop_sample(&net, theta, x, 1, a, delta);
    ck_assert(a[0] == 1 && a[1] == 0 && delta[0] == 0 && delta[1] == 0);
    check_near("h", 0, a[2], bp_sigmoid(_i ? 6 : 3), 1e-15);
    check_near("delta", 3, delta[3], bp_sigmoid(_i ? -6 : -3) - 1, 1e-15);
}
END_TEST

/* Samples given twice, with lambda doubled, make the same J and gradient. */
START_TEST(samples_twice)
{
    static const struct shape shape = {"", 2, {3, 4, 3}, 5};
    struct problem p;
    double once[N_MAX], twice[N_MAX];
    pose(&p, &shape, _i ? BP_SOFTMAX : BP_ONE_VS_ALL, 0);
    double J = bp_cost_gradient(&p.net, p.theta, &p.data, 0.5, once);
    memcpy(p.X + 15, p.X, 15 * sizeof *p.X);
    memcpy(p.y + 5, p.y, 5 * sizeof *p.y);
    p.data.m = 10;
    check_near("J", 0, bp_cost_gradient(&p.net, p.theta, &p.data, 1, twice), J, 1e-14);
    check_vector("grad", bp_n_parameters(&p.net), twice, once, 1e-15);
}
END_TEST

Suite *reference_suite(void)
{
    Suite *suite = suite_create("reference");
    TCase *graphs = tcase_create("computational graphs");
    tcase_add_loop_test(graphs, sigmoid, 0, COUNT(sigmoid_rows));
    tcase_add_loop_test(graphs, gates, 0, COUNT(gate_rows));
    tcase_add_test(graphs, neuron);
    tcase_add_loop_test(graphs, graph, 0, COUNT(graph_rows));
    tcase_add_loop_test(graphs, chain, 0, COUNT(chain_rows));
    suite_add_tcase(suite, graphs);

    TCase *network = tcase_create("network");
    tcase_add_loop_test(network, hand_worked_net, 0, COUNT(hand_rows));
    tcase_add_test(network, unrolling);
    tcase_add_loop_test(network, central_differences, 0, COUNT(shapes));
    tcase_add_loop_test(network, hidden_units_renamed, 0, 2);
    tcase_add_loop_test(network, saturated, 0, COUNT(saturated_rows));
    tcase_add_loop_test(network, saturated_hidden_layer, 0, 2);
    tcase_add_loop_test(network, samples_twice, 0, 2);
    suite_add_tcase(suite, network);
    return suite;
}
