/* test_fixtures.c: the public fixture set: is it complete, does it hold what it
 * promises, is the reference right everywhere, and does nothing trivial earn a point? */
#include "answer.h"
#include "cases.h"
#include "certify.h"
#include "check/compare.h"
#include "check/initialisation.h"
#include "fixture.h"
#include "rubric.h"
#include "suites.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#ifndef FIXTURES_FOLDER
#define FIXTURES_FOLDER "fixtures/public"
#endif

Suite *fixtures_suite(void);

enum { LEAST_CASES = 60, MOST_BYTES = 2 << 20, N_TRIVIAL = 3 };

static struct fixture_set load(void)
{
    struct fixture_set set;
    ck_assert_int_eq(fixture_set_load(&set, FIXTURES_FOLDER), 0);
    return set;
}

static const struct fixture_group *find(const struct fixture_set *set, const char *task,
                                        const char *group)
{
    for (size_t g = 0; g < set->n_groups; g++)
        if (strcmp(set->groups[g].task, task) == 0 &&
            strcmp(set->groups[g].group, group) == 0)
            return &set->groups[g];
    return NULL;
}

START_TEST(every_group_of_the_rubric_has_cases)
{
    struct fixture_set set = load();
    size_t n_groups = 0, n_cases = 0;
    for (int t = 0; t < RUBRIC_TASKS; t++) {
        for (const struct rubric_group *g = rubric[t].groups; g->id; g++) {
            const struct fixture_group *group = find(&set, rubric[t].id, g->id);
            size_t least = strcmp(rubric[t].id, "digits") == 0 ? 1 : 2;
            ck_assert_msg(group && group->n_cases >= least, "%s/%s", rubric[t].id, g->id);
            n_groups++;
            n_cases += group->n_cases;
        }
    }
    ck_assert_uint_eq(set.n_groups, n_groups);
    ck_assert_uint_ge(n_cases, LEAST_CASES);
    ck_assert(!set.hidden);
    fixture_set_release(&set);
}
END_TEST

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

START_TEST(ids_are_unique)
{
    struct fixture_set set = load();
    const char *ids[1024];
    size_t n = 0;
    for (size_t g = 0; g < set.n_groups; g++)
        for (size_t i = 0; i < set.groups[g].n_cases && n < 1024; i++)
            ids[n++] = set.groups[g].cases[i].id;
    qsort(ids, n, sizeof *ids, by_text);
    for (size_t i = 1; i < n; i++)
        ck_assert_str_ne(ids[i - 1], ids[i]);
    fixture_set_release(&set);
}
END_TEST

START_TEST(the_set_is_small)
{
    struct fixture_set set = load();
    size_t n_bytes = 0;
    for (size_t g = 0; g < set.n_groups; g++) {
        char *text = fixture_group_print(&set.groups[g]);
        ck_assert_ptr_nonnull(text);
        n_bytes += strlen(text);
        free(text);
    }
    ck_assert_uint_lt(n_bytes, MOST_BYTES);
    fixture_set_release(&set);
}
END_TEST

static enum verdict judge(const struct fixture_case *c, const struct array *outputs)
{
    struct evidence evidence = {.output = 0};
    return c->kind == FIXTURE_INIT
               ? check_initialisation(&c->call, &outputs[0], &evidence)
               : compare_outputs(c, outputs, &evidence);
}

/* Task number _i. */
START_TEST(the_reference_is_right_within_one_bound)
{
    struct fixture_set set = load();
    for (size_t g = 0; g < set.n_groups; g++) {
        const struct fixture_group *group = &set.groups[g];
        for (size_t i = 0; i < group->n_cases; i++) {
            const struct fixture_case *c = &group->cases[i];
            struct array outputs[CONTRACT_MAX_OUTPUTS];
            if (strcmp(group->task, rubric[_i].id) != 0 || c->kind == FIXTURE_DIGITS)
                continue;
            ck_assert_int_eq(reference_answer(&c->call, outputs), 0);
            ck_assert_msg(judge(c, outputs) == VERDICT_PASS, "%s", c->id);
            double error = c->kind == FIXTURE_INIT ? 0 : answer_error(c, outputs);
            ck_assert_msg(error <= 1, "%s: %g bounds", c->id, error);
            answer_release(outputs);
        }
    }
    fixture_set_release(&set);
}
END_TEST

START_TEST(the_reference_reads_the_digits)
{
    struct fixture_set set = load();
    const struct fixture_group *group = find(&set, "digits", "held-out");
    size_t correct = 0;
    ck_assert_int_eq(reference_digits(&group->cases[0], &correct), 0);
    ck_assert_uint_ge(correct, group->cases[0].digits.min_correct);
    fixture_set_release(&set);
}
END_TEST

/* ---- Answers that know nothing ----------------------------------------------------- */

enum trivial { ALL_ZEROS, ALL_ONES, FIRST_INPUT };

static const char *const trivial_names[N_TRIVIAL] = {"all zeros", "all ones",
                                                     "the first input"};

static double trivial_value(enum trivial trivial, const struct call *call, size_t i)
{
    if (trivial != FIRST_INPUT)
        return trivial == ALL_ONES ? 1 : 0;
    const struct array *in = &call->inputs[0];
    return call->n_inputs > 0 && in->element == ELEMENT_DOUBLE ? in->f64[i % in->n] : 2;
}

static void answer_trivially(enum trivial trivial, const struct call *call,
                             struct array *outputs)
{
    size_t n_outputs = 0;
    ck_assert_ptr_null(call_outputs(call, outputs, &n_outputs));
    for (size_t i = 0; i < n_outputs; i++) {
        struct array *out = &outputs[i];
        out->data = calloc(out->n + 1, element_size(out->element));
        ck_assert_ptr_nonnull(out->data);
        for (size_t j = 0; j < out->n; j++) {
            double value = trivial_value(trivial, call, j);
            switch (out->element) {
            case ELEMENT_DOUBLE: out->f64[j] = value; break;
            case ELEMENT_INT: out->i32[j] = (int)value; break;
            case ELEMENT_UINT64: out->u64[j] = value > 0 ? (uint64_t)value : 0; break;
            }
        }
    }
}

static bool earns_digits(enum trivial trivial, const struct digits *d)
{
    size_t correct = 0;
    for (size_t i = 0; i < d->m_test; i++)
        correct += d->y_test[i] == (trivial == ALL_ONES ? 1 : 0);
    return correct >= d->min_correct;
}

/* Trivial answer number _i. Unrolled matrices hold the same numbers as rolled ones:
 * what counts there is that each matrix lies on its own, which an array of fixtures
 * does not show. */
START_TEST(trivial_answers_earn_nothing)
{
    struct fixture_set set = load();
    enum trivial trivial = (enum trivial)_i;
    for (size_t g = 0; g < set.n_groups; g++) {
        const struct fixture_group *group = &set.groups[g];
        bool earned = true;
        for (size_t i = 0; i < group->n_cases; i++) {
            const struct fixture_case *c = &group->cases[i];
            struct array outputs[CONTRACT_MAX_OUTPUTS] = {0};
            if (c->kind == FIXTURE_DIGITS) {
                earned = earned && earns_digits(trivial, &c->digits);
                continue;
            }
            answer_trivially(trivial, &c->call, outputs);
            earned = earned && judge(c, outputs) == VERDICT_PASS;
            answer_release(outputs);
        }
        if (trivial == FIRST_INPUT && strcmp(group->task, "unroll") == 0)
            continue;
        ck_assert_msg(!earned, "%s/%s is earned by %s", group->task, group->group,
                      trivial_names[trivial]);
    }
    fixture_set_release(&set);
}
END_TEST

/* ---- What the set promises --------------------------------------------------------- */

/* lambda is an input of cost, gradient and descent, the fourth. */
static bool has_lambda(const struct fixture_case *c)
{
    return c->call.n_inputs >= 4 && function_takes_net(c->call.function);
}

/* So that a slip with lambda costs the groups named for it alone, and shows there. */
START_TEST(lambda_stands_in_regularised_groups_alone)
{
    struct fixture_set set = load();
    for (size_t g = 0; g < set.n_groups; g++) {
        const struct fixture_group *group = &set.groups[g];
        bool regularised = strncmp(group->group, "regularised", 11) == 0;
        for (size_t i = 0; i < group->n_cases; i++) {
            const struct fixture_case *c = &group->cases[i];
            if (!has_lambda(c))
                continue;
            size_t m = c->call.inputs[2].n;
            ck_assert_msg((c->call.inputs[3].f64[0] > 0) == regularised, "%s", c->id);
            ck_assert_msg(!regularised || (m & (m - 1)) != 0, "%s: m is a power of two",
                          c->id);
            if (strcmp(group->task, "descent") != 0)
                ck_assert_msg((c->call.net.regularize_bias != 0) ==
                                  (strcmp(group->group, "regularised-bias") == 0),
                              "%s", c->id);
        }
    }
    fixture_set_release(&set);
}
END_TEST

enum feature {
    ONE_LAYER,
    FOUR_LAYERS,
    ONE_CLASS,
    TWO_CLASSES,
    SQUARE,
    SOFTMAX,
    ONE_VS_ALL,
    ONE_SAMPLE,
    ABSENT_CLASS,
    REAL_DIGITS,
    N_FEATURES
};

static const char *const feature_names[N_FEATURES] = {
    "L = 1",   "L = 4",      "K = 1", "K = 2",           "a square Theta",
    "softmax", "one-vs-all", "m = 1", "an absent class", "real digits"};

static bool misses_a_class(const struct fixture_case *c)
{
    size_t K = c->call.net.units[c->call.net.n_layers], n_missing = K;
    for (size_t k = 0; k < K; k++) {
        bool present = false;
        for (size_t i = 0; i < c->call.inputs[2].n; i++)
            present = present || c->call.inputs[2].i32[i] == (int)k;
        n_missing -= present;
    }
    return n_missing > 0;
}

static bool has_feature(const struct fixture_case *c, enum feature feature)
{
    const struct bp_net *net = &c->call.net;
    size_t K = net->units[net->n_layers];
    switch (feature) {
    case ONE_LAYER: return net->n_layers == 1;
    case FOUR_LAYERS: return net->n_layers == 4;
    case ONE_CLASS: return K == 1;
    case TWO_CLASSES: return K == 2;
    case SQUARE: return net->n_layers == 2 && net->units[1] == K;
    case SOFTMAX: return net->output == BP_SOFTMAX;
    case ONE_VS_ALL: return net->output == BP_ONE_VS_ALL;
    case ONE_SAMPLE: return c->call.inputs[1].n == net->units[0];
    case ABSENT_CLASS: return has_lambda(c) && misses_a_class(c);
    default: return c->X_data != NULL;
    }
}

static const struct {
    const char *task;
    bool lacks[N_FEATURES];
} promises[] = {
    {"forward", {[ABSENT_CLASS] = true}},
    {"cost", {[SQUARE] = true}},
    {"backprop", {[ABSENT_CLASS] = true, [REAL_DIGITS] = true}},
    {"gradient", {[ABSENT_CLASS] = false}},
};

/* Promise number _i. */
START_TEST(a_task_sees_all_kinds_of_nets)
{
    struct fixture_set set = load();
    bool seen[N_FEATURES] = {false};
    for (size_t g = 0; g < set.n_groups; g++)
        for (size_t i = 0; i < set.groups[g].n_cases; i++)
            for (int f = 0; f < N_FEATURES; f++)
                if (strcmp(set.groups[g].task, promises[_i].task) == 0 &&
                    has_feature(&set.groups[g].cases[i], (enum feature)f))
                    seen[f] = true;
    for (int f = 0; f < N_FEATURES; f++)
        ck_assert_msg(seen[f] || promises[_i].lacks[f], "%s without %s",
                      promises[_i].task, feature_names[f]);
    fixture_set_release(&set);
}
END_TEST

START_TEST(the_files_are_what_the_generator_makes)
{
    struct fixture_set set = load(), made = {0};
    struct digits_samples digits = {0};
    struct cases cases;
    ck_assert_int_eq(digits_read(&digits, FIXTURES_FOLDER "/../data"), 0);
    ck_assert_int_eq(cases_init(&cases, &made, CASES_PUBLIC_SEED, &digits), 0);
    ck_assert_int_eq(cases_add_all(&cases), 0);
    ck_assert_uint_eq(set.n_groups, made.n_groups);
    for (size_t g = 0; g < set.n_groups; g++) {
        struct fixture_group *group = &made.groups[g];
        for (size_t i = 0; i < group->n_cases; i++)
            if (group->cases[i].kind == FIXTURE_VALUES)
                ck_assert_int_eq(certify_case(&group->cases[i],
                                              cases_loss(group, &group->cases[i]), NULL),
                                 0);
        char *on_disk = fixture_group_print(&set.groups[g]);
        char *fresh = fixture_group_print(group);
        ck_assert_msg(on_disk && fresh && strcmp(on_disk, fresh) == 0,
                      "%s/%s: run `make fixtures`", group->task, group->group);
        free(on_disk);
        free(fresh);
    }
    fixture_set_release(&set);
    fixture_set_release(&made);
    digits_release(&digits);
}
END_TEST

Suite *fixtures_suite(void)
{
    Suite *suite = suite_create("fixtures");
    TCase *tests = tcase_create("fixtures");
    tcase_add_test(tests, every_group_of_the_rubric_has_cases);
    tcase_add_test(tests, ids_are_unique);
    tcase_add_test(tests, the_set_is_small);
    tcase_add_loop_test(tests, the_reference_is_right_within_one_bound, 0, RUBRIC_TASKS);
    tcase_add_test(tests, the_reference_reads_the_digits);
    tcase_add_loop_test(tests, trivial_answers_earn_nothing, 0, N_TRIVIAL);
    tcase_add_test(tests, lambda_stands_in_regularised_groups_alone);
    tcase_add_loop_test(tests, a_task_sees_all_kinds_of_nets, 0,
                        (int)(sizeof promises / sizeof *promises));
    tcase_add_test(tests, the_files_are_what_the_generator_makes);
    suite_add_tcase(suite, tests);
    return suite;
}
