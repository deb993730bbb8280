/* Part 1: the sigmoid, gates, a neuron, the staged graph, two neurons in a row. */
#include "cases.h"
#include "cases_hidden.h"

#include <stdio.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* A case of one call a point: the listed points, then random ones. */
struct point_plan {
    const char *task, *group, *name, *title;
    enum function function;
    size_t n;
    const double *points; /* n rows, each the function's inputs in their order */
    size_t n_random;
    double size; /* of the random ones */
};

static const double plain_z[] = {0, 0.5, -0.5, 1, -1, 2, -2, 6.5, -6.5, 12, -12, -30};
static const double saturated_z[] = {40,  -40,  100,   -100,   700, -700, 710,  -710,
                                     745, -745, 746.5, -746.5, 900, -900, 1000, -1000};

/* x y df; ties are for max alone. */
static const double gate_points[] = {3, -4, 2, -2, 5, -1.5, 0.5, 0.25, 1, -6, -7, -0.1};
static const double unequal[] = {3,    -4,  2,  5,   1.5, -3,  -0.5, -2,  0.75, 7,
                                 6.9,  -10, -4, 3,   2,   1.5, 5,    -3,  -2,   -0.5,
                                 0.75, 6.9, 7,  -10, 0.1, -30, 4.5,  -30, 0.25, 4.5};
static const double ties[] = {1.5, 1.5, 2,    -3, -3, -0.5, 0.1, 0.1, 7,
                              -30, -30, 1.25, 2,  1,  3,    1,   2,   -4};

/* x y; the lecture's, and others away from small denominators */
static const double graph_points[] = {3, -4, -2, 5,  0.5, 0.25, -1.5, -2.5, 4,  1,
                                      0, 2,  12, 17, -30, 28,   2,    30,   30, -28};

/* x y theta1 theta2 */
static const double chain_points[] = {1, 0,   0.5,  -1, 2,  1, -0.75, 1.5,
                                      3, 1,   -1.2, -2, -2, 0, 0.3,   0.8,
                                      5, 0.5, 2,    -6, -4, 1, 3,     7};

static const struct point_plan point_plans[] = {
    {"sigmoid", "value", "points", "g at 0, at +-0.5 and out to -30", FUNCTION_SIGMOID,
     COUNT(plain_z), plain_z, 0, 0},
    {"sigmoid", "value", "random", "g at 12 random z within +-30", FUNCTION_SIGMOID, 0,
     NULL, 12, 30},
    {"sigmoid", "gradient", "points", "g' at 0, at +-0.5 and out to -30",
     FUNCTION_SIGMOID_GRADIENT, COUNT(plain_z), plain_z, 0, 0},
    {"sigmoid", "gradient", "random", "g' at 12 random z within +-6",
     FUNCTION_SIGMOID_GRADIENT, 0, NULL, 12, 6},
    {"sigmoid", "saturated", "value", "g at 0.25 and out to +-1000", FUNCTION_SIGMOID,
     COUNT(saturated_z), saturated_z, 2, 1},
    {"sigmoid", "saturated", "gradient", "g' out to +-1000", FUNCTION_SIGMOID_GRADIENT,
     COUNT(saturated_z), saturated_z, 2, 1},
    {"gates", "add", "points", "f = x + y at (3, -4) and three other points",
     FUNCTION_ADD_BACKWARD, 4, gate_points, 0, 0},
    {"gates", "add", "random", "f = x + y at 6 random points", FUNCTION_ADD_BACKWARD, 0,
     NULL, 6, 30},
    {"gates", "multiply", "points", "f = x y at (3, -4) and three other points",
     FUNCTION_MUL_BACKWARD, 4, gate_points, 0, 0},
    {"gates", "multiply", "random", "f = x y at 6 random points", FUNCTION_MUL_BACKWARD,
     0, NULL, 6, 30},
    {"gates", "max", "unequal", "f = max(x, y) where x is larger, and where y is",
     FUNCTION_MAX_BACKWARD, COUNT(unequal) / 3, unequal, 0, 0},
    {"gates", "max", "random", "f = max(x, y) at 8 random points", FUNCTION_MAX_BACKWARD,
     0, NULL, 8, 30},
    {"gates", "max", "ties", "f = max(x, y) at four ties and two other points",
     FUNCTION_MAX_BACKWARD, 6, ties, 0, 0},
    {"graph", "forward", "lecture", "f at x = 3, y = -4 and nine other points",
     FUNCTION_GRAPH_FORWARD, COUNT(graph_points) / 2, graph_points, 0, 0},
    {"graph", "forward", "random", "f at 8 random points", FUNCTION_GRAPH_FORWARD, 0,
     NULL, 8, 10},
    {"graph", "backward", "lecture", "df at x = 3, y = -4 and nine other points",
     FUNCTION_GRAPH_BACKWARD, COUNT(graph_points) / 2, graph_points, 0, 0},
    {"graph", "backward", "random", "df at 8 random points", FUNCTION_GRAPH_BACKWARD, 0,
     NULL, 8, 10},
    {"chain", "cost", "points", "E at six points, theta of both signs",
     FUNCTION_CHAIN_COST, COUNT(chain_points) / 4, chain_points, 0, 0},
    {"chain", "cost", "random", "E at 6 random points", FUNCTION_CHAIN_COST, 0, NULL, 6,
     3},
    {"chain", "gradient", "points", "dE at six points, theta of both signs",
     FUNCTION_CHAIN_GRADIENT, COUNT(chain_points) / 4, chain_points, 0, 0},
    {"chain", "gradient", "random", "dE at 6 random points", FUNCTION_CHAIN_GRADIENT, 0,
     NULL, 6, 3},
};

/* A graph has no small denominator where |x + y| >= least, 1 for random points. */
static bool is_acceptable(enum function function, const double *point, double least)
{
    double sum = point[0] + point[1];
    return (function != FUNCTION_GRAPH_FORWARD && function != FUNCTION_GRAPH_BACKWARD) ||
           sum >= least || sum <= -least;
}

static void draw_point(const struct point_plan *plan, struct random *r, double *point,
                       size_t k)
{
    do
        for (size_t j = 0; j < k; j++)
            point[j] = random_signed(r, plan->size);
    while (!is_acceptable(plan->function, point, 1));
}

/* A point like a listed one: two equal gate inputs stay equal. The least listed |x + y|
 * of the graph is 0.75. */
static void draw_like(const struct point_plan *plan, struct random *r, const double *row,
                      double *point, size_t k)
{
    bool gate = k == 3;
    do
        for (size_t j = 0; j < k; j++)
            point[j] =
                gate && j == 1 && row[0] == row[1] ? point[0] : hidden_near(r, row[j]);
    while (!is_acceptable(plan->function, point, 0.75));
}

/* Of a hidden set: as many random points as the public case and up to four more; each
 * listed point moved, in another order, and up to four of them again. */
static int add_hidden_points(struct cases *cases, const struct point_plan *plan)
{
    size_t k = function_n_inputs(plan->function);
    double *columns[CONTRACT_MAX_INPUTS], point[CONTRACT_MAX_INPUTS] = {0};
    int order[64];
    struct random sizes;
    char title[64];
    hidden_sizes(&sizes, cases, plan->task, plan->group, plan->name);
    size_t more = hidden_between(&sizes, 1, 4), listed = plan->n ? plan->n + more : 0;
    size_t n = listed + (plan->n ? plan->n_random : plan->n_random + more);
    const char *name = hidden_name(plan->name);
    snprintf(title, sizeof title, "%zu points, %s", n, name);
    struct fixture_case *c =
        cases_begin(cases, plan->task, plan->group, name, title, plan->function);
    if (!c)
        return -1;
    for (size_t j = 0; j < k; j++)
        if (!(columns[j] = case_doubles(c, n)))
            return -1;
    for (size_t i = 0; i < listed; i++)
        order[i] = (int)(i < plan->n ? i : hidden_between(&sizes, 0, plan->n - 1));
    hidden_shuffle(&sizes, order, listed);
    for (size_t i = 0; i < n; i++) {
        if (i < listed)
            draw_like(plan, &cases->random, plan->points + (size_t)order[i] * k, point,
                      k);
        else
            draw_point(plan, &cases->random, point, k);
        for (size_t j = 0; j < k; j++)
            columns[j][i] = point[j];
    }
    return 0;
}

static int add_points(struct cases *cases, const struct point_plan *plan)
{
    if (cases->secret)
        return add_hidden_points(cases, plan);
    size_t k = function_n_inputs(plan->function), n = plan->n + plan->n_random;
    double *columns[CONTRACT_MAX_INPUTS], point[CONTRACT_MAX_INPUTS] = {0};
    struct fixture_case *c = cases_begin(cases, plan->task, plan->group, plan->name,
                                         plan->title, plan->function);
    if (!c)
        return -1;
    for (size_t j = 0; j < k; j++)
        if (!(columns[j] = case_doubles(c, n)))
            return -1;
    for (size_t i = 0; i < n; i++) {
        if (i < plan->n)
            memcpy(point, plan->points + i * k, k * sizeof *point);
        else
            draw_point(plan, &cases->random, point, k);
        for (size_t j = 0; j < k; j++)
            columns[j][i] = point[j];
    }
    return 0;
}

struct neuron_plan {
    const char *name, *title;
    size_t n;
    const double *w, *x; /* NULL: random */
};

static const double lecture_w[] = {2, -3, -3}, lecture_x[] = {-1, -2};
static const double single_w[] = {-1.3, 0.7}, single_x[] = {0.9};

static const struct neuron_plan neuron_plans[] = {
    {"lecture", "the lecture's w = [2, -3, -3], x = [-1, -2]", 2, lecture_w, lecture_x},
    {"one-input", "one input", 1, single_w, single_x},
    {"eleven-inputs", "eleven inputs, random", 11, NULL, NULL},
};

static struct neuron_plan draw_neuron(const struct cases *cases,
                                      const struct neuron_plan *plan, const char *group)
{
    struct random r;
    hidden_sizes(&r, cases, "neuron", group, plan->name);
    size_t n = plan->n == 1 ? 1 : plan->n + hidden_between(&r, 1, 1 + plan->n / 2);
    return (struct neuron_plan){hidden_name(plan->name),
                                n == 1 ? "one input" : "some inputs, random", n, NULL,
                                NULL};
}

static int add_neuron(struct cases *cases, const struct neuron_plan *plan, bool forward)
{
    const char *group = forward ? "forward" : "backward";
    struct neuron_plan drawn;
    if (cases->secret) {
        drawn = draw_neuron(cases, plan, group);
        plan = &drawn;
    }
    struct fixture_case *c =
        cases_begin(cases, "neuron", group, plan->name, plan->title,
                    forward ? FUNCTION_NEURON_FORWARD : FUNCTION_NEURON_BACKWARD);
    double *w = c ? case_doubles(c, plan->n + 1) : NULL;
    double *x = w ? case_doubles(c, plan->n) : NULL;
    if (!x)
        return -1;
    for (size_t i = 0; i <= plan->n; i++)
        w[i] = plan->w ? plan->w[i] : random_signed(&cases->random, 1);
    for (size_t i = 0; i < plan->n; i++)
        x[i] = plan->x ? plan->x[i] : random_signed(&cases->random, 2);
    return 0;
}

int cases_add_graphs(struct cases *cases)
{
    for (size_t i = 0; i < COUNT(point_plans); i++)
        if (add_points(cases, &point_plans[i]) < 0)
            return -1;
    for (size_t i = 0; i < COUNT(neuron_plans); i++)
        if (add_neuron(cases, &neuron_plans[i], true) < 0 ||
            add_neuron(cases, &neuron_plans[i], false) < 0)
            return -1;
    return 0;
}
