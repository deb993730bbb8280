/* test_misconception.c: misconceptions as a file, their explanations, and what is known of them. */
#include "diagnose/causes.h"
#include "diagnose/known.h"
#include "explain.h"
#include "explanation.h"
#include "fixture.h"
#include "misconception.h"
#include "scratch.h"
#include "suites.h"
#include "wrong_answers.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- there and back ---- */

static double numbers[] = {0.25, -1.5, 1e-30};

static struct misconceptions sample(struct misconception list[2],
                                    struct wrong_answer answers[2])
{
    static char long_text[400];
    memset(long_text, 'x', sizeof long_text - 1);
    for (size_t i = 7; i < sizeof long_text - 1; i += 8)
        long_text[i] = ' ';
    answers[0] = (struct wrong_answer){.case_id = "cost/softmax/a", .n_outputs = 3};
    answers[0].outputs[0] = (struct wrong_output){true, 3, numbers};
    answers[0].outputs[1] = (struct wrong_output){false, 0, NULL};
    answers[0].outputs[2] = (struct wrong_output){true, 0, NULL};
    answers[1] = (struct wrong_answer){.case_id = "cost/softmax/b", .n_outputs = 3};
    list[0] = (struct misconception){.id = "a-sign",
                                     .title = "The sign is wrong",
                                     .happened = "It \"is\" minus.",
                                     .formula = "h - y",
                                     .thought = long_text,
                                     .advice = "Look.",
                                     .functions = {[FUNCTION_COST] = true},
                                     .n_answers = 2,
                                     .answers = answers};
    list[1] = (struct misconception){.id = "b",
                                     .title = "T",
                                     .happened = "H",
                                     .formula = "F",
                                     .thought = "T",
                                     .advice = "A"};
    return (struct misconceptions){2, list};
}

START_TEST(test_there_and_back)
{
    struct misconception list[2];
    struct wrong_answer answers[2];
    struct misconceptions all = sample(list, answers), back;
    char *text = misconceptions_print(&all);
    ck_assert_ptr_nonnull(text);
    ck_assert_int_eq(misconceptions_parse(&back, text, strlen(text), "m"), 0);
    ck_assert_uint_eq(back.n, 2);
    const struct misconception *m = misconception_find(&back, "a-sign");
    ck_assert_ptr_nonnull(m);
    ck_assert_ptr_null(misconception_find(&back, "c"));
    ck_assert_str_eq(m->happened, list[0].happened);
    ck_assert_str_eq(m->thought, list[0].thought);
    ck_assert(m->functions[FUNCTION_COST] && !m->functions[FUNCTION_FORWARD]);
    const struct wrong_answer *a = misconception_answer(m, "cost/softmax/a");
    ck_assert_ptr_nonnull(a);
    ck_assert_ptr_null(misconception_answer(m, "cost/softmax/c"));
    ck_assert_uint_eq(a->outputs[0].n, 3);
    ck_assert_mem_eq(a->outputs[0].value, numbers, sizeof numbers);
    ck_assert(!a->outputs[1].known);
    ck_assert(a->outputs[2].known && a->outputs[2].n == 0);
    misconceptions_release(&back);
    free(text);
}
END_TEST

static const struct {
    const char *from, *to, *error; /* a part of the error line */
} damaged[] = {
    {"\"a-sign\"", "\"../sign\"", "id"},    {"\"b\"", "\"a-sign\"", "not sorted"},
    {"bp_cost", "bp_cosd", "'functions'"},  {"\"T\"", "5", "title"},
    {"\"advice\"", "\"advise\"", "advise"}, {"\"version\"", "\"edition\"", "edition"},
    {"-1.5", "-1.5e999", "finite"},
};

START_TEST(test_damaged_is_refused)
{
    struct misconception list[2];
    struct wrong_answer answers[2];
    struct misconceptions all = sample(list, answers), back;
    struct scratch s;
    scratch_open(&s);
    char *text = misconceptions_print(&all), *at = strstr(text, damaged[_i].from);
    ck_assert_ptr_nonnull(at);
    size_t n = strlen(text) + 100;
    char *changed = malloc(n);
    snprintf(changed, n, "%.*s%s%s", (int)(at - text), text, damaged[_i].to,
             at + strlen(damaged[_i].from));
    ck_assert_int_eq(misconceptions_parse(&back, changed, strlen(changed), "m.json"), -1);
    ck_assert_uint_eq(back.n, 0);
    const char *errors = scratch_errors(&s);
    ck_assert_msg(strstr(errors, "m.json") && strchr(errors, '\n')[1] == '\0', "%s",
                  errors);
    free(changed);
    free(text);
    scratch_close(&s);
}
END_TEST

/* ---- why.md ---- */

#define GOOD                                                                 \
    "# Title\n\n## What happened\nOne\ntwo.\n\n## Formula\nF = m a\n## How " \
    "it comes about\nSo.\n## What to try\nThis.\n"

static const struct {
    const char *text, *error; /* NULL: taken */
} explanations[] = {
    {GOOD, NULL},
    {"Title\n", "text stands in front"},
    {"## What happened\nx\n## Formula\nx\n## How it comes about\nx\n## What to try\nx\n",
     "does not begin with '# '"},
    {"# T\n## What happened\nx\n## Formula\n\n## How it comes about\nx\n## What to "
     "try\nx\n",
     "nothing stands under '## Formula'"},
    {"# T\n## What occurred\nx\n", "no section is called '## What occurred'"},
    {"# T\xc3\xa4\n## What happened\nx\n## Formula\nx\n## How it comes about\nx\n"
     "## What to try\nx\n",
     "ASCII"},
    {"# T\n## What happened\n\xce\xbb\n## Formula\nx\n## How it comes about\nx\n"
     "## What to try\nx\n",
     "'What happened' in plain ASCII"},
};

START_TEST(test_explanation)
{
    struct misconception m = {.id = NULL};
    struct scratch s;
    scratch_open(&s);
    const char *path =
        scratch_write(&s, "why.md", explanations[_i].text, strlen(explanations[_i].text));
    int status = explanation_read(&m, path);
    const char *errors = scratch_errors(&s);
    if (explanations[_i].error) {
        ck_assert_int_eq(status, -1);
        ck_assert_msg(strstr(errors, explanations[_i].error), "%s", errors);
        ck_assert_msg(strstr(errors, "why.md"), "%s", errors);
    } else {
        ck_assert_int_eq(status, 0);
        ck_assert_str_eq(m.happened, "One two.");
        ck_assert_str_eq(m.formula, "F = m a");
    }
    misconception_release(&m);
    scratch_close(&s);
}
END_TEST

/* ---- those of the public set ---- */

START_TEST(test_public_set)
{
    struct fixture_set set;
    struct misconceptions all;
    ck_assert_int_eq(fixture_set_load(&set, "fixtures/public"), 0);
    ck_assert_int_eq(fixture_set_misconceptions(&set, &all), 0);
    ck_assert_uint_ge(all.n, 40);
    ck_assert_int_eq(wrong_answers_differ(&all, &set), 0);
    for (size_t i = 0; i < all.n; i++) {
        struct cause cause;
        ck_assert(cause_by_id(&all, all.list[i].id, &cause));
        /* Nothing is cut that a report shows. */
        ck_assert_str_eq(cause.title, all.list[i].title);
        ck_assert_str_eq(cause.formula, all.list[i].formula);
        ck_assert_str_eq(cause.advice, all.list[i].advice);
        ck_assert_uint_gt(all.list[i].n_answers, 0);
    }
    misconceptions_release(&all);
    fixture_set_release(&set);
}
END_TEST

START_TEST(test_alike_are_told)
{
    struct misconception list[2];
    struct wrong_answer answers[2];
    struct misconceptions all = sample(list, answers);
    struct fixture_case c = {.id = "cost/softmax/a", .call.function = FUNCTION_COST};
    struct fixture_group group = {.n_cases = 1, .cases = &c};
    struct fixture_set set = {.n_groups = 1, .groups = &group};
    struct wrong_answer same = answers[0];
    struct scratch s;
    scratch_open(&s);
    list[1].functions[FUNCTION_COST] = true;
    ck_assert_int_eq(wrong_answers_differ(&all, &set), 0); /* b is right there */
    list[1].answers = &same;
    list[1].n_answers = 1;
    ck_assert_int_eq(wrong_answers_differ(&all, &set), -1);
    ck_assert_ptr_nonnull(strstr(scratch_errors(&s), "'a-sign' and 'b'"));
    same.outputs[0].value = (double[]){0.25, -1.5, 0.001};
    ck_assert_int_eq(wrong_answers_differ(&all, &set), 0);
    scratch_close(&s);
}
END_TEST

/* ---- explain ---- */

static char *explained(const char *topic, int *status)
{
    const struct terminal_style style = {.columns = 80};
    struct fixture_set set;
    struct misconceptions all;
    char *text = NULL;
    size_t n;
    ck_assert_int_eq(fixture_set_load(&set, "fixtures/public"), 0);
    ck_assert_int_eq(fixture_set_misconceptions(&set, &all), 0);
    FILE *file = open_memstream(&text, &n);
    *status = explain(topic, &all, &style, file);
    fclose(file);
    misconceptions_release(&all);
    fixture_set_release(&set);
    return text;
}

static const struct {
    const char *topic, *part;
} topics[] = {
    {NULL, "gradient checking"},
    {"cost", "cost-half"},
    {"cost", "J = 1/m"},
    {"gradient", "lambda-not-divided"},
    {"init", "small and different"},
    {"delta-sign", "delta^(L) = h - y"},
    {"float", "expf"},
};

START_TEST(test_explain)
{
    int status;
    char *text = explained(topics[_i].topic, &status);
    ck_assert_int_eq(status, 0);
    bool found = topics[_i].topic ? strstr(text, topics[_i].part) != NULL
                                  : strstr(text, "numgrad") != NULL;
    ck_assert_msg(found, "%s", text);
    for (const char *line = text; *line; line += strcspn(line, "\n") + 1)
        ck_assert_uint_le(strcspn(line, "\n"), 80);
    free(text);
}
END_TEST

START_TEST(test_explain_unknown)
{
    int status;
    struct scratch s;
    scratch_open(&s);
    char *text = explained("lambda", &status);
    ck_assert_int_eq(status, -1);
    ck_assert_str_eq(text, "");
    scratch_expect_error(&s,
                         "no task and no cause is called 'lambda'; 'gradecheck explain' "
                         "lists the tasks, 'gradecheck explain TASK' the causes");
    free(text);
    scratch_close(&s);
}
END_TEST

#define N_ROWS(table) ((int)(sizeof(table) / sizeof(table)[0]))

Suite *misconception_suite(void)
{
    Suite *suite = suite_create("misconceptions");
    TCase *file = tcase_create("file"), *told = tcase_create("explain");
    tcase_add_test(file, test_there_and_back);
    tcase_add_loop_test(file, test_damaged_is_refused, 0, N_ROWS(damaged));
    tcase_add_loop_test(file, test_explanation, 0, N_ROWS(explanations));
    tcase_add_test(file, test_public_set);
    tcase_add_test(file, test_alike_are_told);
    tcase_add_loop_test(told, test_explain, 0, N_ROWS(topics));
    tcase_add_test(told, test_explain_unknown);
    suite_add_tcase(suite, file);
    suite_add_tcase(suite, told);
    return suite;
}
