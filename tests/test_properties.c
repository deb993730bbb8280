/* test_properties.c: every property holds for the reference, and each fails for a submission that
 * lacks it: the reference with one place changed. */
#include "check/properties.h"
#include "check/repetition.h"
#include "suites.h"
#include "text_file.h"
#include "worker_bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The reference with the first FROM in it replaced by TO. */
static char *changed_reference(const char *from, const char *to)
{
    char *text = text_file_read("reference/backprop.c");
    ck_assert_ptr_nonnull(text);
    const char *at = strstr(text, from);
    ck_assert_msg(at != NULL, "reference/backprop.c has no '%s'", from);
    size_t n = strlen(text) + strlen(to) + 1;
    char *changed = malloc(n);
    ck_assert_ptr_nonnull(changed);
    snprintf(changed, n, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
    free(text);
    return changed;
}

/* A task whose cases all came back: it has none. */
static void open_task(struct task_result *task, const char *id)
{
    const struct rubric_task *r = &rubric[rubric_task_index(id)];
    *task = (struct task_result){.rubric = r, .graded = true, .likely_cause = -1};
    for (; r->groups[task->n_groups].id; task->n_groups++)
        task->groups[task->n_groups].rubric = &r->groups[task->n_groups];
}

START_TEST(test_reference_has_all)
{
    static const char *const without[] = {"init", "digits", NULL};
    char *source = text_file_read("reference/backprop.c");
    struct draw draw = {.seed = 1};
    struct worker_bench w;
    ck_assert_ptr_nonnull(source);
    worker_bench_open(&w, source);
    free(source);
    for (int round = 0; round < 10; round++)
        for (int t = 0; t < RUBRIC_TASKS; t++) {
            struct task_result task;
            open_task(&task, rubric[t].id);
            ck_assert_int_eq(check_properties(w.session, &draw, &task, true), 0);
            bool exempt = false;
            for (int i = 0; without[i]; i++)
                exempt = exempt || strcmp(without[i], rubric[t].id) == 0;
            ck_assert_msg((task.n_checks == 0) == exempt, "%s: %zu properties",
                          rubric[t].id, task.n_checks);
            for (size_t i = 0; i < task.n_checks; i++)
                ck_assert_msg(task.checks[i].outcome == CHECK_PASSED, "%s/%s/%s: %d %s",
                              rubric[t].id, task.checks[i].group, task.checks[i].id,
                              task.checks[i].outcome, task.checks[i].message);
        }
    worker_bench_close(&w);
}
END_TEST

struct broken {
    const char *task, *group, *property;
    const char *from, *to;
};

static const struct broken broken[] = {
    {"sigmoid", "value", "complement", "return e / (1 + e);", "return e / (1.5 + e);"},
    {"sigmoid", "gradient", "derivative", "return e / ((1 + e) * (1 + e));",
     "return e / (1 + e);"},
    {"gates", "add", "random-points", "*dy = df;", "*dy = x * df;"},
    {"gates", "multiply", "random-points", "*dx = y * df;", "*dx = x * df;"},
    {"gates", "max", "random-points", "*dy = x >= y ? 0 : df;", "*dy = df;"},
    {"neuron", "forward", "complement", "dot(n, w, x) + w[n]", "dot(n, w, x) + 1"},
    {"neuron", "backward", "derivative", "dx[i] = dz * w[i];", "dx[i] = dz * x[i];"},
    {"graph", "forward", "responds", "return numerator / denominator;", "return 0.5;"},
    {"graph", "backward", "derivative", "double dsum = 2 * sum", "double dsum = sum"},
    {"chain", "cost", "responds", "return (y - a2) * (y - a2) / 2;", "return 0.5;"},
    {"chain", "gradient", "derivative", "grad[1] = delta2 * a1;", "grad[1] = delta2;"},
    {"unroll", "count", "any-shape", "n += n_weights(net, l);", "n += net->units[l];"},
    {"unroll", "unroll", "any-shape", "memcpy(theta, Theta[l - 1],",
     "memcpy(theta, Theta[0],"},
    {"unroll", "roll", "any-shape", "memcpy(Theta[l - 1], theta, n",
     "memset(Theta[l - 1], 0, n"},
    {"forward", "one-vs-all", "responds", "activate_output(net, h);",
     "for (size_t k = 0; k < K; k++) h[k] = 0.5;"},
    {"forward", "one-vs-all", "zero-weights", "z[k] = bp_sigmoid(z[k]);",
     "z[k] = 0.9 * bp_sigmoid(z[k]);"},
    {"forward", "softmax", "zero-weights", "z[k] /= sum;", "z[k] /= sum + 1;"},
    {"forward", "softmax", "samples-permuted", "activate_output(net, h);",
     "activate_output(net, h); if (i == 1) h[0] = h[1];"},
    {"forward", "one-vs-all", "units-renamed", "a[i] = bp_sigmoid(a[i]);",
     "a[i] = i ? bp_sigmoid(a[i]) : a[i];"},
    {"forward", "one-vs-all", "classes-renamed", "z[k] = bp_sigmoid(z[k]);",
     "z[k] = bp_sigmoid(k ? z[k] : 2 * z[k]);"},
    {"forward", "softmax", "outputs-shifted", "z[k] = exp(z[k] - max);",
     "z[k] = z[k] * z[k];"},
    {"cost", "one-vs-all", "responds", "return losses / (double)m + lambda",
     "return (double)net->units[net->n_layers] * log(2) + lambda"},
    {"cost", "one-vs-all", "zero-weights", "sum += softplus(", "sum += 2 * softplus("},
    {"cost", "softmax", "samples-permuted", "sum += loss(net, forward_sample(",
     "sum += (double)(i + 1) * loss(net, forward_sample("},
    {"cost", "one-vs-all", "samples-doubled", "return losses / (double)m + lambda",
     "return losses + lambda"},
    {"cost", "one-vs-all", "classes-renamed", "k == (size_t)label ? -z[k]",
     "k == (size_t)(label - 1) ? -z[k]"},
    {"cost", "softmax", "outputs-shifted", "(z[largest] - z[label])", "(0 - z[label])"},
    {"cost", "regularised", "linear-in-lambda", "lambda / (2 * (double)m)",
     "lambda * lambda / (2 * (double)m)"},
    {"cost", "regularised", "linear-in-lambda", "net->regularize_bias ? bias * bias : 0",
     "bias * bias"},
    {"cost", "regularised-bias", "linear-in-lambda",
     "net->regularize_bias ? bias * bias : 0", "0"},
    {"backprop", "one-vs-all", "output-error", "- (k == (size_t)label ? 1 : 0);",
     "- (k == (size_t)label ? 0.9 : 0);"},
    {"backprop", "softmax", "units-renamed",
     "const double *row = Theta + i * (n_in + 1) + 1;",
     "const double *row = Theta + i * (n_in + 1);"},
    {"backprop", "one-vs-all", "zero-weights", "memset(below, 0, n_in",
     "memset(below, 1, n_in"},
    {"gradient", "one-vs-all", "derivative", "below[j] *= a[j] * (1 - a[j]);",
     "below[j] *= a[j];"},
    {"gradient", "softmax", "samples-doubled", "*grad = (*grad + decay) / (double)m;",
     "*grad = *grad + decay;"},
    {"gradient", "regularised", "linear-in-lambda", "lambda * *theta : 0",
     "2 * lambda * *theta : 0"},
    {"gradient", "regularised-bias", "linear-in-lambda",
     "j > 0 || net->regularize_bias ? lambda", "j > 0 ? lambda"},
    {"gradient", "regularised", "derivative", "j > 0 || net->regularize_bias ? lambda",
     "lambda != 0 ? lambda"},
    {"gradient", "shapes", "derivative", "Delta[j] += delta[i] * below[j];",
     "Delta[j] += delta[i] * below[0];"},
    {"gradient", "one-vs-all", "directional-derivative",
     "Delta[j] += delta[i] * below[j];", "Delta[j] += j == 7 ? 0 : delta[i] * below[j];"},
    {"gradient", "one-vs-all", "derivative", "*grad = (*grad + decay) / (double)m;",
     "*grad = 0;"},
    {"numgrad", "small-step", "random-polynomial", "/ (2 * epsilon);", "/ epsilon;"},
    {"numgrad", "large-step", "random-polynomial", "moved[i] = theta[i] - epsilon;",
     "moved[i] = theta[i] - epsilon / 2;"},
    {"reldiff", "values", "multiple", "sqrt(dot(n, b, b))", "sqrt(dot(n, a, a))"},
    {"descent", "steps", "steps-composed", "theta[i] -= alpha * grad[i];",
     "theta[i] -= alpha * grad[i] / (double)(k + 1);"},
    {"descent", "regularised", "steps-composed", "theta[i] -= alpha * grad[i];", ";"},
    {"descent", "few", "no-step",
     "return bp_cost(net, theta, data, lambda);\n}\n\nvoid bp_pr",
     "return 0;\n}\n\nvoid bp_pr"},
    {"predict", "labels", "largest-input", "if (z[k] > z[best])", "if (z[k] < z[best])"},
};

START_TEST(test_broken_is_found)
{
    const struct broken *row = &broken[_i];
    char *source = changed_reference(row->from, row->to);
    struct draw draw = {.seed = 2};
    struct worker_bench w;
    struct task_result task;
    bool found = false;
    worker_bench_open(&w, source);
    free(source);
    open_task(&task, row->task);
    ck_assert_int_eq(check_properties(w.session, &draw, &task, true), 0);
    for (size_t i = 0; i < task.n_checks; i++) {
        const struct check_result *check = &task.checks[i];
        if (strcmp(check->group, row->group) != 0 ||
            strcmp(check->id, row->property) != 0)
            continue;
        found = true;
        ck_assert_msg(check->outcome == CHECK_FAILED, "%s/%s/%s: %d", row->task,
                      row->group, row->property, check->outcome);
        ck_assert_msg(strlen(check->message) > 20, "'%s'", check->message);
    }
    ck_assert_msg(found, "%s/%s has no property %s", row->task, row->group,
                  row->property);
    ck_assert(group_check_failed(&task, row->group));
    worker_bench_close(&w);
}
END_TEST

/* ---- the same call again ---- */

struct repeated {
    const char *why, *sigmoid; /* the body of bp_sigmoid */
    enum check_outcome outcome;
    const char *message; /* a part of it */
};

static const struct repeated repeated[] = {
    {"a function of z", "return 1 / (1 + exp(-z));", CHECK_PASSED, ""},
    {"counts its calls", "static double n; return 1 / (1 + exp(-z)) + n++;", CHECK_FAILED,
     "twice in a row"},
    {"right for the first process alone, as getpid() shows",
     "return 1 / (1 + exp(-z)) + (double)getpid();", CHECK_FAILED, "after other calls"},
    {"what malloc() gives is 0 in a fresh process, and taken for granted",
     "volatile double *p = malloc(800); double x = p[3]; free((void *)p);"
     "return 1 / (1 + exp(-z)) + x;",
     CHECK_FAILED, "other content"},
    {"the last digit only",
     "static double n; return 1 / (1 + exp(-z)) * (1 + 1e-15 * n++);", CHECK_REMARKED,
     "last digits"},
};

START_TEST(test_repetition)
{
    const struct repeated *row = &repeated[_i];
    static double z[] = {0.5, 1, -2};
    char source[600];
    struct fixture_case fixture = {.call = {.function = FUNCTION_SIGMOID, .n_inputs = 1}};
    struct case_result passed = {.fixture = &fixture, .verdict = VERDICT_PASS};
    struct result *result = calloc(1, sizeof *result);
    struct worker_bench w;
    fixture.call.inputs[0] = (struct array){"z", ELEMENT_DOUBLE, 3, {z}};
    ck_assert_ptr_nonnull(result);
    for (int t = 0; t < RUBRIC_TASKS; t++)
        open_task(&result->tasks[t], rubric[t].id);
    result->tasks[0].groups[0].cases = &passed;
    result->tasks[0].groups[0].n_cases = 1;

    snprintf(source, sizeof source,
             "#include <math.h>\n#include <stdlib.h>\n#include <unistd.h>\n"
             "#include \"backprop.h\"\n"
             "double bp_sigmoid(double z) { %s }\n",
             row->sigmoid);
    worker_bench_open(&w, source);
    ck_assert_int_eq(check_repetition(w.session, result), 0);
    ck_assert_uint_eq(result->tasks[0].n_checks, 1);
    ck_assert_msg(result->tasks[0].checks[0].outcome == row->outcome, "%s: %d", row->why,
                  result->tasks[0].checks[0].outcome);
    ck_assert_msg(strstr(result->tasks[0].checks[0].message, row->message), "%s: %s",
                  row->why, result->tasks[0].checks[0].message);
    worker_bench_close(&w);
    free(result);
}
END_TEST

#define N_ROWS(table) ((int)(sizeof(table) / sizeof(table)[0]))

Suite *properties_suite(void)
{
    Suite *suite = suite_create("properties");
    TCase *tests = tcase_create("properties");
    tcase_add_test(tests, test_reference_has_all);
    tcase_add_loop_test(tests, test_broken_is_found, 0, N_ROWS(broken));
    tcase_add_loop_test(tests, test_repetition, 0, N_ROWS(repeated));
    suite_add_tcase(suite, tests);
    return suite;
}
