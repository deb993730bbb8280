#include "diagnose/residual.h"

#include "check/compare.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- the failing answers ---- */

enum { MAX_FAILURES = 64 };

/* One output of a failing case: what was got, and what was expected. */
struct failure {
    const struct fixture_case *fixture;
    size_t n;
    const double *got, *expected, *bound;
};

struct failures {
    size_t n;
    struct failure list[MAX_FAILURES];
    const char *output_name;
};

/* Adds a failing case. False where it has no numbers to look at. */
static bool add_failure(struct failures *failures, const struct case_result *c,
                        size_t output)
{
    if (c->fixture->kind != FIXTURE_VALUES || c->n_got <= output ||
        failures->n == MAX_FAILURES)
        return false;
    const struct expected *e = &c->fixture->expected[output];
    if (e->value.element != ELEMENT_DOUBLE)
        return false;
    if (compare_output(e, &c->got[output]) == VERDICT_PASS)
        return true;
    failures->list[failures->n++] = (struct failure){.fixture = c->fixture,
                                                     .n = e->value.n,
                                                     .got = c->got[output].f64,
                                                     .expected = e->value.f64,
                                                     .bound = e->bound};
    failures->output_name = e->value.name;
    return true;
}

static bool collect(const struct task_result *task, const struct evidence_filter *filter,
                    struct failures *failures)
{
    failures->n = 0;
    for (size_t g = 0; g < task->n_groups; g++)
        for (size_t i = 0; i < task->groups[g].n_cases; i++) {
            const struct case_result *c = &task->groups[g].cases[i];
            size_t output = (size_t)filter->output;
            if (c->verdict != VERDICT_PASS &&
                evidence_passes(filter, task->groups[g].rubric->id,
                                c->fixture->call.function, output) &&
                !add_failure(failures, c, output))
                return false;
        }
    return failures->n > 0;
}

static double tolerance(const struct failure *f, size_t i, double c)
{
    double bound = f->bound ? f->bound[i] : 0;
    return COMPARE_BOUNDS * bound * (1 + fabs(c)) +
           16 * DBL_EPSILON * (fabs(f->got[i]) + fabs(c * f->expected[i]));
}

static bool element_is(const struct failure *f, size_t i, double c)
{
    return fabs(f->got[i] - c * f->expected[i]) <= tolerance(f, i, c);
}

/* ---- a factor ---- */

struct net_numbers {
    double m, K;
};

static struct net_numbers net_numbers(const struct fixture_case *c)
{
    struct net_numbers numbers = {(double)call_n_samples(&c->call), 1};
    if (function_takes_net(c->call.function))
        numbers.K = (double)c->call.net.units[c->call.net.n_layers];
    return numbers;
}

enum factor {
    FACTOR_MINUS,
    FACTOR_TWO,
    FACTOR_HALF,
    FACTOR_FOUR,
    FACTOR_QUARTER,
    FACTOR_M,
    FACTOR_ONE_M,
    FACTOR_K,
    FACTOR_ONE_K,
    FACTOR_M_LESS,
    FACTOR_LOG10,
    FACTOR_LOG2,
    N_FACTORS
};

static const char *const factor_names[N_FACTORS] = {
    "-1",
    "2",
    "1/2",
    "4",
    "1/4",
    "m, the number of samples",
    "1/m, with m the number of samples",
    "K, the number of classes",
    "1/K, with K the number of classes",
    "m/(m - 1), with m the number of samples",
    "1/log 10",
    "1/log 2"};

static double factor_value(enum factor factor, const struct fixture_case *c)
{
    struct net_numbers numbers = net_numbers(c);
    switch (factor) {
    case FACTOR_MINUS: return -1;
    case FACTOR_TWO: return 2;
    case FACTOR_HALF: return 0.5;
    case FACTOR_FOUR: return 4;
    case FACTOR_QUARTER: return 0.25;
    case FACTOR_M: return numbers.m;
    case FACTOR_ONE_M: return 1 / numbers.m;
    case FACTOR_K: return numbers.K;
    case FACTOR_ONE_K: return 1 / numbers.K;
    case FACTOR_M_LESS: return numbers.m > 1 ? numbers.m / (numbers.m - 1) : NAN;
    case FACTOR_LOG10: return 1 / log(10);
    case FACTOR_LOG2: return 1 / log(2);
    default: return NAN;
    }
}

/* Whether every element of the failing answers, or every wrong one, is this factor times the
 * right one. */
static bool is_factor(const struct failures *failures, enum factor factor,
                      bool wrong_alone)
{
    for (size_t f = 0; f < failures->n; f++) {
        double c = factor_value(factor, failures->list[f].fixture);
        for (size_t i = 0; i < failures->list[f].n; i++)
            if (!element_is(&failures->list[f], i, c) &&
                !(wrong_alone && element_is(&failures->list[f], i, 1)))
                return false;
    }
    return true;
}

/* The one named factor that fits; N_FACTORS where none or more than one does. */
static enum factor named_factor(const struct failures *failures, bool wrong_alone)
{
    enum factor found = N_FACTORS;
    for (int k = 0; k < N_FACTORS; k++) {
        if (!is_factor(failures, (enum factor)k, wrong_alone))
            continue;
        if (found != N_FACTORS)
            return N_FACTORS;
        found = (enum factor)k;
    }
    return found;
}

/* Whether every element, or every wrong one, is 0. */
static bool are_zero(const struct failures *failures, bool wrong_alone)
{
    for (size_t f = 0; f < failures->n; f++)
        for (size_t i = 0; i < failures->list[f].n; i++)
            if (failures->list[f].got[i] != 0 &&
                !(wrong_alone && element_is(&failures->list[f], i, 1)))
                return false;
    return true;
}

static bool find_factor(const struct failures *failures, struct cause *cause)
{
    enum factor factor = named_factor(failures, false);
    if (factor == N_FACTORS)
        return false;
    snprintf(cause->title, sizeof cause->title,
             "%s is the right one times %s, wherever it is wrong", failures->output_name,
             factor_names[factor]);
    snprintf(cause->id, sizeof cause->id, "factor");
    return true;
}

/* ---- one part of theta ---- */

/* What all wrong elements share. */
struct places {
    bool only_bias, only_last_column, only_row_0, only_first, only_last;
    bool deeper; /* some net has more than one layer, so that a layer says something */
};

static struct places find_places(const struct failures *failures)
{
    struct places places = {true, true, true, true, true, false};
    for (size_t f = 0; f < failures->n; f++) {
        const struct failure *failure = &failures->list[f];
        const struct bp_net *net = &failure->fixture->call.net;
        places.deeper = places.deeper || net->n_layers > 1;
        for (size_t i = 0; i < failure->n; i++) {
            struct net_place place = net_place(net, i);
            if (element_is(failure, i, 1))
                continue;
            places.only_bias = places.only_bias && place.column == 0;
            places.only_last_column =
                places.only_last_column && place.column == net->units[place.layer - 1];
            places.only_row_0 = places.only_row_0 && place.row == 0;
            places.only_first = places.only_first && place.layer == 1;
            places.only_last = places.only_last && place.layer == net->n_layers;
        }
    }
    return places;
}

/* Of a gradient: the wrong elements all lie in one place. */
static bool find_place(const struct failures *failures, struct cause *cause)
{
    const struct fixture_case *c = failures->list[0].fixture;
    if (c->call.function != FUNCTION_COST_GRADIENT ||
        failures->list[0].n != net_n_parameters(&c->call.net) || failures->list[0].n == 1)
        return false;
    struct places places = find_places(failures);
    enum factor factor = named_factor(failures, true);
    const char *where = places.only_bias          ? "the bias column"
                        : places.only_last_column ? "the last column of each Theta"
                        : places.only_row_0       ? "row 0 of each Theta"
                        : !places.deeper          ? NULL
                        : places.only_last && !places.only_first ? "the last Theta"
                        : places.only_first && !places.only_last ? "the first Theta"
                                                                 : NULL;
    if (!where)
        return false;
    char how[80] = "wrong";
    if (are_zero(failures, true))
        snprintf(how, sizeof how, "0");
    else if (factor != N_FACTORS)
        snprintf(how, sizeof how, "the right one times %s", factor_names[factor]);
    snprintf(cause->id, sizeof cause->id,
             places.only_bias || places.only_last_column ? "one-column-off"
             : places.only_row_0                         ? "one-row-off"
                                                         : "one-layer-off");
    snprintf(cause->title, sizeof cause->title,
             "the gradient of %s is %s; everything else is right", where, how);
    return true;
}

/* ---- right numbers in other places ---- */

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static bool is_permuted(const struct failure *f)
{
    double *got = malloc(f->n * sizeof *got), *expected = malloc(f->n * sizeof *expected);
    bool same = got && expected && f->n > 1;
    if (same) {
        double largest = 0;
        memcpy(got, f->got, f->n * sizeof *got);
        memcpy(expected, f->expected, f->n * sizeof *expected);
        qsort(got, f->n, sizeof *got, by_value);
        qsort(expected, f->n, sizeof *expected, by_value);
        for (size_t i = 0; i < f->n; i++)
            largest = fmax(largest, fabs(expected[i]));
        for (size_t i = 0; same && i < f->n; i++)
            same = fabs(got[i] - expected[i]) <= 1e-12 * largest;
    }
    free(got);
    free(expected);
    return same;
}

/* got[i] = expected[i - by]; the ends hold anything. */
static bool is_shifted(const struct failure *f, int by)
{
    for (size_t i = 1; i + 1 < f->n; i++) {
        double expected = by > 0 ? f->expected[i - 1] : f->expected[i + 1];
        if (!(fabs(f->got[i] - expected) <= 1e-12 * fabs(expected)))
            return false;
    }
    return true;
}

/* Of bp_backprop_sample: only the hidden layers are wrong. */
static bool find_hidden(const struct failures *failures, struct cause *cause)
{
    for (size_t f = 0; f < failures->n; f++) {
        const struct failure *failure = &failures->list[f];
        const struct bp_net *net = &failure->fixture->call.net;
        if (failure->fixture->call.function != FUNCTION_BACKPROP_SAMPLE)
            return false;
        for (size_t i = failure->n - net->units[net->n_layers]; i < failure->n; i++)
            if (!element_is(failure, i, 1))
                return false;
    }
    snprintf(cause->id, sizeof cause->id, "one-layer-off");
    snprintf(cause->title, sizeof cause->title,
             "%s is right in the output layer and %s in the hidden layers",
             failures->output_name, are_zero(failures, true) ? "0" : "wrong");
    return true;
}

static bool find_permutation(const struct failures *failures, struct cause *cause)
{
    bool permuted = true, tellable = false;
    for (size_t f = 0; f < failures->n; f++) /* three numbers can be shifted by chance */
        tellable = tellable || failures->list[f].n >= 4;
    bool later = tellable, earlier = tellable;
    for (size_t f = 0; f < failures->n; f++) {
        permuted = permuted && is_permuted(&failures->list[f]);
        later = later && is_shifted(&failures->list[f], 1);
        earlier = earlier && is_shifted(&failures->list[f], -1);
    }
    if (later || earlier) {
        snprintf(cause->id, sizeof cause->id, "shifted-by-one");
        snprintf(cause->title, sizeof cause->title,
                 "%s is right, one place too far to the %s", failures->output_name,
                 later ? "right" : "left");
    } else if (permuted) {
        snprintf(cause->id, sizeof cause->id, "permuted");
        snprintf(cause->title, sizeof cause->title,
                 "%s holds the right numbers in other places: in which order are they "
                 "written?",
                 failures->output_name);
    }
    return permuted || later || earlier;
}

/* ---- the first row in every row ---- */

/* Of bp_forward: every sample has the outputs of the first. */
static bool find_first_sample(const struct failures *failures, struct cause *cause)
{
    for (size_t f = 0; f < failures->n; f++) {
        const struct failure *failure = &failures->list[f];
        const struct bp_net *net = &failure->fixture->call.net;
        if (failure->fixture->call.function != FUNCTION_FORWARD)
            return false;
        size_t K = net->units[net->n_layers];
        for (size_t i = 0; i < failure->n; i++)
            if (!(fabs(failure->got[i] - failure->expected[i % K]) <=
                  1e-12 * fabs(failure->expected[i % K])))
                return false;
    }
    cause->kind = "behaviour";
    snprintf(cause->id, sizeof cause->id, "first-sample-only");
    snprintf(cause->title, sizeof cause->title,
             "every row of %s holds the outputs of the first sample",
             failures->output_name);
    return true;
}

/* ---- all together ---- */

bool residual_is_zero(const struct task_result *task,
                      const struct evidence_filter *filter, struct cause *cause)
{
    struct failures failures;
    *cause = (struct cause){.kind = "structure", .id = "factor"};
    if (!collect(task, filter, &failures) || !are_zero(&failures, false))
        return false;
    snprintf(cause->title, sizeof cause->title, "%s is 0 wherever it is wrong",
             failures.output_name);
    return true;
}

bool residual_cause(const struct task_result *task, const struct evidence_filter *filter,
                    struct cause *cause)
{
    struct failures failures;
    *cause = (struct cause){.kind = "structure"};
    return collect(task, filter, &failures) &&
           (find_factor(&failures, cause) || find_permutation(&failures, cause) ||
            find_first_sample(&failures, cause) || find_place(&failures, cause) ||
            find_hidden(&failures, cause));
}
