/* Part 4: initialisation, gradient descent, prediction, digits. */
#include "cases.h"
#include "cases_hidden.h"
#include "error.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define ONE BP_ONE_VS_ALL
#define SOFT BP_SOFTMAX

/* ---- init: nothing is expected but the properties that the contract names ---------- */

struct init_plan {
    const char *group, *name, *title;
    size_t units[PLAN_MAX_UNITS];
    size_t n_seeds; /* 0: every bit turned */
};

static const struct init_plan init_plans[] = {
    {"values", "3-4-2", "3-4-2, three seeds", {3, 4, 2}, 3},
    {"values", "wide", "9-8-4, two seeds", {9, 8, 4}, 2},
    {"seeds", "3-4-2", "3-4-2, each of the 64 bits of a seed turned", {3, 4, 2}, 0},
    {"seeds", "one-layer", "10-2, each of the 64 bits of a seed turned", {10, 2}, 0},
};

static struct init_plan draw_init(const struct cases *cases, const struct init_plan *plan,
                                  char *title, size_t n_bytes)
{
    struct random r;
    struct init_plan drawn = *plan;
    char net[32];
    hidden_sizes(&r, cases, "init", plan->group, plan->name);
    hidden_units(drawn.units, &r);
    drawn.n_seeds += plan->n_seeds ? hidden_between(&r, 0, 2) : 0;
    net_text(net, sizeof net, drawn.units);
    if (drawn.n_seeds)
        snprintf(title, n_bytes, "%s, %zu seeds", net, drawn.n_seeds);
    else
        snprintf(title, n_bytes, "%s, each of the 64 bits of a seed turned", net);
    drawn.name = hidden_name(plan->name);
    drawn.title = title;
    return drawn;
}

static int add_init(struct cases *cases, const struct init_plan *plan)
{
    struct init_plan drawn;
    char title[96];
    if (cases->secret) {
        drawn = draw_init(cases, plan, title, sizeof title);
        plan = &drawn;
    }
    struct fixture_case *c = cases_begin(cases, "init", plan->group, plan->name,
                                         plan->title, FUNCTION_RANDOM_INIT);
    if (!c || case_net(c, plan->units, BP_ONE_VS_ALL, 0) < 0)
        return -1;
    c->kind = FIXTURE_INIT;
    size_t n = plan->n_seeds ? plan->n_seeds : 64 + 4;
    uint64_t *seeds = case_uint64s(c, n), seed = random_next(&cases->random);
    if (!seeds)
        return -1;
    if (plan->n_seeds) {
        for (size_t i = 0; i < n; i++)
            seeds[i] = i == 0 && !cases->secret ? 1 : random_next(&cases->random);
        return 0;
    }
    seeds[0] = 0;
    seeds[1] = seeds[n - 1] = seed;
    for (size_t bit = 0; bit < 64; bit++)
        seeds[2 + bit] = seed ^ (UINT64_C(1) << bit);
    seeds[n - 2] = UINT64_MAX;
    return 0;
}

/* ---- descent ----------------------------------------------------------------------- */

static const struct net_plan descent[] = {
    {"steps",
     "hand-3-4-2",
     {3, 4, 2},
     ONE,
     .m = 5,
     .values = PLAN_SHORT,
     .alpha = 0.5,
     .iterations = 5},
    {"steps", "softmax", {3, 4, 3}, SOFT, .m = 6, .alpha = 0.3, .iterations = 10},
    {"steps", "twenty", {2, 3, 2}, ONE, .m = 4, .alpha = 0.1, .iterations = 20},
    {"steps", "one-layer", {4, 3}, SOFT, .m = 7, .alpha = 0.3, .iterations = 6},
    {"regularised",
     "hand-3-4-2",
     {3, 4, 2},
     ONE,
     .m = 5,
     .values = PLAN_SHORT,
     .lambda = 0.5,
     .alpha = 0.5,
     .iterations = 5},
    {"regularised",
     "softmax",
     {3, 4, 3},
     SOFT,
     .m = 6,
     .lambda = 1,
     .alpha = 0.3,
     .iterations = 10},
    {"regularised",
     "bias",
     {3, 4, 2},
     ONE,
     .m = 5,
     .lambda = 0.5,
     .regularize_bias = 1,
     .alpha = 0.5,
     .iterations = 6},
    {"regularised",
     "three-layers",
     {4, 3, 5, 2},
     ONE,
     .m = 7,
     .lambda = 2,
     .alpha = 0.5,
     .iterations = 4},
    {"few", "none", {3, 4, 2}, ONE, .m = 5, .alpha = 0.5, .iterations = 0},
    {"few", "one", {3, 4, 2}, ONE, .m = 5, .alpha = 0.5, .iterations = 1},
    {"few", "one-one-sample", {2, 4, 3}, SOFT, .m = 1, .alpha = 0.3, .iterations = 1},
};

/* ---- predict: ties are of classes with equal rows of whole numbers: z is exact ---- */

/* 2-4: classes 1 and 3 are the same */
static const double two_tied_theta[] = {1, -1, 0, 0, 2, 1, -1, 0, -2, 0, 2, 1};
static const double two_tied_X[] = {1, 1, -3, 0, 0, -3, 2, -1, -1, 5};
/* 3-5: classes 2, 3 and 4 are the same */
static const double three_tied_theta[] = {0, 1, -2, 1, 2, 0, 1,  -1, -1, 2,
                                          1, 0, -1, 2, 1, 0, -1, 2,  1,  0};
static const double three_tied_X[] = {3, 1, -1, -2, 3, -1, 2, -3, 2,
                                      4, 0, 1,  1,  4, 3,  0, 0,  -4};
/* 1-3: classes 0 and 2 are the same */
static const double outer_tied_theta[] = {1, 2, 0, -1, 1, 2};
static const double outer_tied_X[] = {1, -2, 3, -1};
/* 2-3: no two are the same */
static const double untied_theta[] = {0, 1, 0, 0, 0, 1, 1, -1, -1};
static const double untied_X[] = {-3, -2, 1, 4, 5, 2, -2, -4};

static const struct net_plan predict[] = {
    {"labels", "one-layer", {2, 4}, ONE, .m = 12, .theta_size = 2},
    {"labels", "softmax", {3, 6, 5}, SOFT, .m = 15, .theta_size = 3},
    {"labels", "one-sample", {4, 3, 3}, SOFT, .m = 1, .theta_size = 2},
    {"ties",
     "two",
     {2, 4},
     ONE,
     .m = COUNT(two_tied_X) / 2,
     .theta = two_tied_theta,
     .X = two_tied_X,
     .note = "classes 1 and 3 tied"},
    {"ties",
     "three",
     {3, 5},
     ONE,
     .m = COUNT(three_tied_X) / 3,
     .theta = three_tied_theta,
     .X = three_tied_X,
     .note = "classes 2, 3 and 4 tied"},
    {"ties",
     "outer",
     {1, 3},
     SOFT,
     .m = COUNT(outer_tied_X),
     .theta = outer_tied_theta,
     .X = outer_tied_X,
     .note = "classes 0 and 2 tied"},
    {"ties",
     "none",
     {2, 3},
     SOFT,
     .m = COUNT(untied_X) / 2,
     .theta = untied_theta,
     .X = untied_X,
     .note = "no tie"},
};

enum {
    MEANS_COLUMNS = DIGITS_PIXELS + 1,
    MEANS_HIDDEN = 25,
    MEANS_MAX_HIDDEN = 40,
    MEANS_SAMPLES = 300
};

/* How a hidden set's cases differ from each other. */
struct means {
    size_t first; /* of the samples that the means are taken of, MEANS_SAMPLES of them */
    size_t m;     /* samples to predict, from `row` on */
    size_t row;
    size_t hidden;        /* units, with a hidden layer */
    struct random random; /* of the units that are not means */
};

/* The nearest of the classes' mean images, as a net of one layer:
 * |x - mu_k|^2 is smallest where z_k = mu_k . x - |mu_k|^2 / 2 is largest. */
static void class_means(double *theta, const struct digits_samples *digits, size_t first)
{
    double n[DIGITS_CLASSES] = {0};
    for (size_t i = first; i < first + MEANS_SAMPLES; i++) {
        double *row = theta + digits->y[i] * MEANS_COLUMNS;
        n[digits->y[i]] += 1;
        for (int j = 0; j < DIGITS_PIXELS; j++)
            row[1 + j] += digits->X[i * DIGITS_PIXELS + (size_t)j];
    }
    for (int k = 0; k < DIGITS_CLASSES; k++) {
        double *row = theta + k * MEANS_COLUMNS, squares = 0;
        for (int j = 1; j < MEANS_COLUMNS; j++) {
            double square; /* a statement of its own: nothing is contracted */
            row[j] /= n[k];
            square = row[j] * row[j];
            squares += square;
        }
        row[0] = -squares / 2;
    }
}

/* The same behind a hidden layer: its first units are z_k / 2, the others random;
 * output k listens to unit k above all. */
static void two_layer_means(double *theta, const struct digits_samples *digits,
                            const struct means *means)
{
    double *Theta2 = theta + means->hidden * MEANS_COLUMNS;
    struct random r = means->random;
    class_means(theta, digits, means->first);
    for (int i = 0; i < DIGITS_CLASSES * MEANS_COLUMNS; i++)
        theta[i] /= 2;
    for (double *t = theta + DIGITS_CLASSES * MEANS_COLUMNS; t < Theta2; t++)
        *t = random_signed(&r, 0.3);
    for (int k = 0; k < DIGITS_CLASSES; k++)
        for (size_t j = 0; j <= means->hidden; j++)
            *Theta2++ = j == (size_t)k + 1 ? 8 : random_signed(&r, 0.4);
}

static struct means draw_means(const struct cases *cases, const char *name,
                               struct means means)
{
    struct random *r = &means.random;
    if (!cases->secret) {
        random_seed(r, cases->seed);
        return means;
    }
    hidden_sizes(r, cases, "predict", "labels", name);
    means.first = hidden_between(r, 0, 1000);
    means.m += hidden_between(r, 1, 9);
    means.row = hidden_between(r, 0, DIGITS_TEST_FIRST + DIGITS_M_TEST - means.m);
    means.hidden += hidden_between(r, 1, 9);
    return means;
}

static int add_class_means(struct cases *cases)
{
    enum {
        N_THETA =
            MEANS_MAX_HIDDEN * MEANS_COLUMNS + DIGITS_CLASSES * (MEANS_MAX_HIDDEN + 1)
    };
    double one_layer[DIGITS_CLASSES * MEANS_COLUMNS] = {0}, two_layers[N_THETA] = {0};
    struct means one =
        draw_means(cases, "class-means", (struct means){.m = 30, .row = MEANS_SAMPLES});
    struct means two = draw_means(
        cases, "digits",
        (struct means){.m = 20, .row = MEANS_SAMPLES + 30, .hidden = MEANS_HIDDEN});
    class_means(one_layer, cases->digits, one.first);
    two_layer_means(two_layers, cases->digits, &two);
    const struct net_plan plans[] = {
        {"labels",
         "class-means",
         {DIGITS_PIXELS, DIGITS_CLASSES},
         ONE,
         .m = one.m,
         .theta = one_layer,
         .values = PLAN_DIGITS,
         .first = one.row,
         .fixed = true,
         .note = "real digits, the nearest mean image"},
        {"labels",
         "digits",
         {DIGITS_PIXELS, two.hidden, DIGITS_CLASSES},
         SOFT,
         .m = two.m,
         .theta = two_layers,
         .values = PLAN_DIGITS,
         .first = two.row,
         .fixed = true,
         .note = "real digits"},
    };
    return cases_add_nets(cases, "predict", FUNCTION_PREDICT, plans, COUNT(plans));
}

/* ---- digits: theta is the submission's own, zeros stand in for it ------------------ */

static const struct net_plan held_out[] = {
    {"held-out",
     "digits",
     {DIGITS_UNITS},
     DIGITS_OUTPUT,
     .m = DIGITS_M_TRAIN,
     .values = PLAN_DIGITS,
     .lambda = DIGITS_LAMBDA,
     .alpha = DIGITS_ALPHA,
     .iterations = DIGITS_ITERATIONS,
     .fixed = true,
     .note = "then 597 held-out digits"},
};

static int add_test_samples(struct cases *cases, struct fixture_case *c)
{
    const struct digits_samples *digits = cases->digits;
    size_t first = DIGITS_TEST_FIRST, n = DIGITS_M_TEST;
    struct digits *d = &c->digits;
    c->kind = FIXTURE_DIGITS;
    c->X_test_data = strdup("digits-images");
    c->y_test_data = strdup("digits-labels");
    c->X_test_first = first;
    *d = (struct digits){.seed = random_next(&cases->random),
                         .m_test = n,
                         .X_test = calloc(n * DIGITS_PIXELS, sizeof *d->X_test),
                         .y_test = calloc(n, sizeof *d->y_test),
                         .min_correct = DIGITS_MIN_CORRECT};
    if (!c->X_test_data || !c->y_test_data || !d->X_test || !d->y_test)
        return error("no memory for %s", c->id);
    memcpy(d->X_test, digits->X + first * DIGITS_PIXELS,
           n * DIGITS_PIXELS * sizeof *d->X_test);
    memcpy(d->y_test, digits->y + first, n * sizeof *d->y_test);
    memset(c->call.inputs[0].f64, 0, c->call.inputs[0].n * sizeof(double));
    return 0;
}

static int add_held_out(struct cases *cases)
{
    if (cases_add_nets(cases, "digits", FUNCTION_GRADIENT_DESCENT, held_out, 1) < 0)
        return -1;
    const struct fixture_group *last = &cases->set->groups[cases->set->n_groups - 1];
    return add_test_samples(cases, &last->cases[last->n_cases - 1]);
}

int cases_add_training(struct cases *cases)
{
    for (size_t i = 0; i < COUNT(init_plans); i++)
        if (add_init(cases, &init_plans[i]) < 0)
            return -1;
    if (cases_add_nets(cases, "descent", FUNCTION_GRADIENT_DESCENT, descent,
                       COUNT(descent)) < 0 ||
        cases_add_nets(cases, "predict", FUNCTION_PREDICT, predict, COUNT(predict)) < 0 ||
        add_class_means(cases) < 0)
        return -1;
    return add_held_out(cases);
}
