/* test_json.c: results.json, parsed back and compared with the result it was made from. */
#include "report/report.h"
#include "report_samples.h"
#include "suites.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const cJSON *member(const cJSON *object, const char *name)
{
    const cJSON *value = cJSON_GetObjectItemCaseSensitive(object, name);
    ck_assert_msg(value != NULL, "there is no %s", name);
    return value;
}

static const char *text_of(const cJSON *object, const char *name)
{
    const char *text = cJSON_GetStringValue(member(object, name));
    ck_assert_msg(text != NULL, "%s is no string", name);
    return text;
}

static int number_of(const cJSON *object, const char *name)
{
    ck_assert_msg(cJSON_IsNumber(member(object, name)), "%s is no number", name);
    return member(object, name)->valueint;
}

static bool has(const cJSON *object, const char *name)
{
    return cJSON_HasObjectItem(object, name);
}

static cJSON *parse_result(const struct result *result)
{
    char *text = report_json(result);
    ck_assert_ptr_nonnull(text);
    cJSON *root = cJSON_ParseWithOpts(text, NULL, 1);
    ck_assert_ptr_nonnull(root);
    free(text);
    return root;
}

static void compare_case(const cJSON *json, const struct case_result *c,
                         const char *group)
{
    ck_assert_str_eq(text_of(json, "id"), c->fixture->id);
    ck_assert_str_eq(text_of(json, "group"), group);
    ck_assert_str_eq(text_of(json, "verdict"), verdict_name(c->verdict));
    ck_assert_int_eq(number_of(json, "points"), c->points);
    ck_assert_int_eq(number_of(json, "max_points"), c->max_points);
    ck_assert(member(json, "cpu_s")->valuedouble == c->cpu_s);
    ck_assert_int_eq(has(json, "element"), c->evidence.has_element);
    ck_assert_int_eq(has(json, "message"), c->evidence.message[0] != '\0');
}

static void compare_task(const cJSON *json, const struct task_result *task)
{
    const cJSON *case_json = member(json, "cases")->child;
    const cJSON *group_json = member(json, "groups")->child;
    ck_assert_str_eq(text_of(json, "id"), task->rubric->id);
    ck_assert_int_eq(number_of(json, "points"), task->points);
    ck_assert_int_eq(number_of(json, "max_points"), task->rubric->points);
    ck_assert_int_eq(number_of(json, "part"), task->rubric->part);
    ck_assert_int_eq(has(json, "forfeit"), task->forfeit[0] != '\0');
    ck_assert_int_eq(has(json, "likely_cause"), task->likely_cause >= 0);
    if (task->likely_cause >= 0)
        ck_assert_str_eq(text_of(json, "likely_cause"), rubric[task->likely_cause].id);
    for (size_t g = 0; g < task->n_groups; g++, group_json = group_json->next) {
        const struct group_result *group = &task->groups[g];
        ck_assert_str_eq(text_of(group_json, "id"), group->rubric->id);
        ck_assert_int_eq(number_of(group_json, "points"), group->points);
        ck_assert_int_eq(number_of(group_json, "max_points"), group->rubric->points);
        for (size_t i = 0; i < group->n_cases; i++, case_json = case_json->next)
            compare_case(case_json, &group->cases[i], group->rubric->id);
    }
    ck_assert_ptr_null(case_json);
    ck_assert_ptr_null(group_json);
}

static const enum sample_kind kinds[] = {
    SAMPLE_PERFECT, SAMPLE_STUB,   SAMPLE_ONE_ROOT, SAMPLE_SEVERAL,  SAMPLE_UNBUILT,
    SAMPLE_PARTLY,  SAMPLE_HIDDEN, SAMPLE_HOSTILE,  SAMPLE_ONE_TASK, SAMPLE_ONE_TASK_OK};

START_TEST(json_holds_the_result)
{
    struct sample *sample = sample_make(kinds[_i]);
    const struct result *result = &sample->result;
    cJSON *root = parse_result(result);
    const cJSON *task_json = member(root, "tasks")->child;

    ck_assert_int_eq(number_of(root, "format_version"), 1);
    ck_assert_int_eq(number_of(root, "score"), result->score);
    ck_assert_int_eq(number_of(root, "max_score"), result->max_score);
    ck_assert_str_eq(text_of(member(root, "fixtures"), "name"), result->fixtures->name);
    ck_assert_int_eq(cJSON_IsTrue(member(root, "built")), result->built);
    ck_assert(member(root, "seconds")->valuedouble == result->seconds);
    ck_assert(member(root, "peak_memory_kib")->valuedouble ==
              (double)result->peak_memory_kib);
    ck_assert_int_eq(has(root, "undefined"), result->undefined != NULL);
    ck_assert_str_eq(text_of(root, "date"), "2026-11-27T22:00:00Z");
    ck_assert(cJSON_IsTrue(member(root, "complete")));
    for (int t = 0; t < RUBRIC_TASKS; t++) {
        if (!result->tasks[t].graded)
            continue;
        compare_task(task_json, &result->tasks[t]);
        task_json = task_json->next;
    }
    ck_assert_ptr_null(task_json);
    cJSON_Delete(root);
    sample_free(sample);
}
END_TEST

/* A script may look for digits: 4760, not 4.76e+03. */
START_TEST(counts_are_printed_as_integers)
{
    struct sample *sample = sample_make(SAMPLE_PERFECT);
    char *text = report_json(&sample->result);
    ck_assert_ptr_nonnull(strstr(text, "\"peak_memory_kib\":\t4760"));
    free(text);
    sample_free(sample);
}
END_TEST

/* ---- numbers ---- */

static const struct {
    double value;
    const char *text; /* as a string member; NULL: a number with the same bits */
    const char *why;
} doubles[] = {
    {0.1, NULL, "shortest"},
    {0.1 + 0.2, NULL, "17 digits"},
    {1.0000000000000002, NULL, "one unit in the last place from 1"},
    {-5e-324, NULL, "the smallest"},
    {1.7976931348623157e308, NULL, "the largest"},
    {-0.0, NULL, "the sign of zero"},
    {9007199254740993.0, NULL, "beyond 2^53"},
    {NAN, "nan", "JSON has no word for it"},
    {INFINITY, "inf", "nor for this"},
    {-INFINITY, "-inf", "nor for this"},
};

START_TEST(json_numbers_read_back)
{
    struct sample *sample = sample_make(SAMPLE_ONE_ROOT);
    struct case_result *c = sample_case(sample, "forward", "softmax");
    c->evidence.got = doubles[_i].value;
    cJSON *root = parse_result(&sample->result);
    const cJSON *task =
        cJSON_GetArrayItem(member(root, "tasks"), rubric_task_index("forward"));
    const cJSON *element =
        member(cJSON_GetArrayItem(member(task, "cases"), 1), "element");

    ck_assert_str_eq(text_of(element, "output"), "H");
    ck_assert_str_eq(text_of(element, "place"), "H row 4, column 1 (sample 4, class 1)");
    ck_assert_int_eq(number_of(element, "index"), 9);
    ck_assert_int_eq(number_of(element, "n_wrong"), 7);
    ck_assert_int_eq(number_of(element, "n_elements"), 10);
    if (doubles[_i].text) {
        ck_assert_str_eq(text_of(element, "got"), doubles[_i].text);
    } else {
        double back = member(element, "got")->valuedouble;
        ck_assert_int_eq(memcmp(&back, &doubles[_i].value, sizeof back), 0);
    }
    cJSON_Delete(root);
    sample_free(sample);
}
END_TEST

/* ---- what was called, what came ---- */

/* Fails gradient/softmax on a 1-1 net: grad[0] never written, grad[1] NaN. */
static struct case_result *fail_gradient(struct sample *sample)
{
    static const size_t units[] = {1, 1};
    static double theta[] = {0.5, 2}, J[] = {1.5}, grad[] = {0.1, -3},
                  bound[] = {2e-16, 0};
    struct case_result *c = sample_fail(sample, "gradient", "softmax", VERDICT_UNWRITTEN);
    struct fixture_case *fixture = (struct fixture_case *)c->fixture;
    const uint64_t unwritten = UINT64_C(0x7FF8DEAD7FF8DEAD);
    fixture->call.net =
        (struct bp_net){.n_layers = 1, .units = units, .output = BP_SOFTMAX};
    fixture->call.n_inputs = 1;
    fixture->call.inputs[0] = (struct array){"theta", ELEMENT_DOUBLE, 2, {.f64 = theta}};
    fixture->n_expected = 2;
    fixture->expected[0].value = (struct array){"J", ELEMENT_DOUBLE, 1, {.f64 = J}};
    fixture->expected[1] =
        (struct expected){{"grad", ELEMENT_DOUBLE, 2, {.f64 = grad}}, bound};
    c->n_got = 2;
    c->got[0] = (struct array){"J", ELEMENT_DOUBLE, 1, {.data = malloc(8)}};
    c->got[1] = (struct array){"grad", ELEMENT_DOUBLE, 2, {.data = malloc(16)}};
    c->got[0].f64[0] = 1.25;
    memcpy(c->got[1].data, &unwritten, sizeof unwritten);
    c->got[1].f64[1] = NAN;
    return c;
}

static const cJSON *case_json(const cJSON *root, const char *task, const char *id)
{
    const cJSON *tasks = member(root, "tasks"), *c;
    cJSON_ArrayForEach(c,
                       member(cJSON_GetArrayItem(tasks, rubric_task_index(task)),
                              "cases")) if (strcmp(text_of(c, "id"), id) == 0) return c;
    ck_abort_msg("no case %s", id);
    return NULL;
}

START_TEST(failing_case_has_its_values)
{
    struct sample *sample = sample_make(SAMPLE_PERFECT);
    struct case_result *failing = fail_gradient(sample);
    sample_add_up(sample);
    cJSON *root = parse_result(&sample->result);
    const cJSON *c = case_json(root, "gradient", failing->fixture->id);
    const cJSON *grad = cJSON_GetArrayItem(member(c, "outputs"), 1);
    const cJSON *theta = cJSON_GetArrayItem(member(c, "inputs"), 0);

    ck_assert_str_eq(text_of(c, "function"), "bp_cost_gradient");
    ck_assert_str_eq(text_of(member(c, "net"), "output"), "softmax");
    ck_assert_int_eq(cJSON_GetArraySize(member(member(c, "net"), "units")), 2);
    ck_assert_str_eq(text_of(theta, "name"), "theta");
    ck_assert(cJSON_GetArrayItem(member(theta, "values"), 1)->valuedouble == 2);
    ck_assert_str_eq(text_of(grad, "name"), "grad");
    ck_assert(cJSON_GetArrayItem(member(grad, "expected"), 0)->valuedouble == 0.1);
    ck_assert(cJSON_IsNull(cJSON_GetArrayItem(member(grad, "got"), 0)));
    ck_assert_str_eq(cJSON_GetStringValue(cJSON_GetArrayItem(member(grad, "got"), 1)),
                     "nan");
    ck_assert(cJSON_GetArrayItem(member(grad, "bound"), 0)->valuedouble >= 2e-16);
    ck_assert(cJSON_GetArrayItem(member(grad, "bound"), 0)->valuedouble < 2.1e-16);
    ck_assert(cJSON_GetArrayItem(member(grad, "bound"), 1)->valuedouble == 0);
    ck_assert(!has(cJSON_GetArrayItem(member(c, "outputs"), 0), "bound"));
    cJSON_Delete(root);
    sample_free(sample);
}
END_TEST

/* Of a hidden set neither what was called nor what came, which could be an input. */
START_TEST(secret_case_has_no_values)
{
    static const char *const kept[] = {"title", "function", "net", "inputs", "outputs"};
    struct sample *sample = sample_make(SAMPLE_HIDDEN);
    struct case_result *failing = fail_gradient(sample);
    cJSON *root = parse_result(&sample->result);
    const cJSON *c = case_json(root, "gradient", failing->fixture->id);
    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++)
        ck_assert_msg(!has(c, kept[i]), "a hidden case has %s", kept[i]);
    cJSON_Delete(root);
    sample_free(sample);
}
END_TEST

/* While grading is under way, what is done is told and nothing else. */
START_TEST(incomplete_result_has_what_is_done)
{
    struct sample *sample = sample_make(SAMPLE_PERFECT);
    sample->result.complete = false;
    sample->result.tasks[0].done = sample->result.tasks[2].done = true;
    cJSON *root = parse_result(&sample->result);
    const cJSON *tasks = member(root, "tasks");
    ck_assert(cJSON_IsFalse(member(root, "complete")));
    ck_assert_int_eq(cJSON_GetArraySize(tasks), 2);
    ck_assert_str_eq(text_of(cJSON_GetArrayItem(tasks, 1), "id"), rubric[2].id);
    cJSON_Delete(root);
    sample_free(sample);
}
END_TEST

START_TEST(json_is_clean_text)
{
    struct sample *sample = sample_make(SAMPLE_HOSTILE);
    char *text = report_json(&sample->result);
    for (const char *c = text; *c; c++)
        ck_assert_msg((unsigned char)*c >= 0x20 || *c == '\n' || *c == '\t',
                      "byte %d in the JSON", *c);
    ck_assert_ptr_null(
        strstr(text, "\\u00")); /* escaped is not gone: terminals decode it */
    ck_assert_ptr_null(strstr(text, "\u202e"));
    ck_assert_ptr_null(strstr(text, "\u2066"));
    free(text);
    sample_free(sample);
}
END_TEST

#define N_ROWS(table) ((int)(sizeof(table) / sizeof(table)[0]))

Suite *json_suite(void)
{
    Suite *suite = suite_create("json");
    TCase *tcase = tcase_create("results.json");
    tcase_add_loop_test(tcase, json_holds_the_result, 0, N_ROWS(kinds));
    tcase_add_test(tcase, counts_are_printed_as_integers);
    tcase_add_loop_test(tcase, json_numbers_read_back, 0, N_ROWS(doubles));
    tcase_add_test(tcase, failing_case_has_its_values);
    tcase_add_test(tcase, secret_case_has_no_values);
    tcase_add_test(tcase, incomplete_result_has_what_is_done);
    tcase_add_test(tcase, json_is_clean_text);
    suite_add_tcase(suite, tcase);
    return suite;
}
