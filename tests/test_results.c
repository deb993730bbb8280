/* test_results.c: results.json read back: what report_json() wrote comes back, and what does not hold
 * together is refused with its one line. */
#include "report/report.h"
#include "report/results.h"
#include "report_samples.h"
#include "scratch.h"
#include "suites.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ROWS(table) (int)(sizeof table / sizeof *table)

/* ---- what is written is read ---- */

static void compare_task(const struct results_task *got, const struct task_result *task)
{
    size_t i = 0;
    ck_assert_str_eq(got->id, task->rubric->id);
    ck_assert_str_eq(got->title, task->rubric->title);
    ck_assert_str_eq(got->lecture, task->rubric->lecture);
    ck_assert_str_eq(got->formula, task->rubric->formula);
    ck_assert_int_eq(got->part, task->rubric->part);
    ck_assert_int_eq(got->points, task->points);
    ck_assert_int_eq(got->max_points, task->rubric->points);
    ck_assert_int_eq(got->forfeit[0] != '\0', task->forfeit[0] != '\0');
    ck_assert_str_eq(got->likely_cause,
                     task->likely_cause < 0 ? "" : rubric[task->likely_cause].id);
    ck_assert_uint_eq(got->n_groups, task->n_groups);
    ck_assert_uint_eq(got->n_checks, task->n_checks);
    ck_assert_uint_eq(got->n_causes, task->diagnosis.n_causes);
    ck_assert_uint_eq(got->finding_line, (size_t)task->finding.line);
    for (size_t g = 0; g < task->n_groups; g++) {
        ck_assert_str_eq(got->groups[g].id, task->groups[g].rubric->id);
        ck_assert_int_eq(got->groups[g].points, task->groups[g].points);
        for (size_t k = 0; k < task->groups[g].n_cases; k++, i++) {
            const struct case_result *c = &task->groups[g].cases[k];
            ck_assert_uint_lt(i, got->n_cases);
            ck_assert_str_eq(got->cases[i].id, c->fixture->id);
            ck_assert_str_eq(got->cases[i].group, task->groups[g].rubric->id);
            ck_assert_int_eq(got->cases[i].verdict, c->verdict);
            ck_assert_int_eq(got->cases[i].has_element, c->evidence.has_element);
        }
    }
    ck_assert_uint_eq(i, got->n_cases);
}

START_TEST(what_is_written_is_read)
{
    struct sample *sample = sample_make((enum sample_kind)_i);
    const struct result *result = &sample->result;
    struct results results;
    char *text = report_json(result);
    ck_assert_ptr_nonnull(text);
    ck_assert_int_eq(results_parse(&results, text, strlen(text), "r.json"), 0);
    ck_assert_int_eq(results.score, result->score);
    ck_assert_int_eq(results.max_score, result->max_score);
    ck_assert_int_eq(results.complete, result->complete);
    ck_assert_int_eq(results.hidden, result->fixtures->hidden);
    ck_assert_int_eq(results.built, result->built);
    ck_assert_int_eq(results.n_problems > 0, strstr(text, "\"severity\"") != NULL);
    ck_assert(results.seconds == result->seconds);
    size_t n = 0;
    for (int t = 0; t < RUBRIC_TASKS; t++)
        if (result->tasks[t].graded)
            compare_task(&results.tasks[n++], &result->tasks[t]);
    ck_assert_uint_eq(n, results.n_tasks);
    results_release(&results);
    ck_assert_ptr_null(results.tasks);
    free(text);
    sample_free(sample);
}
END_TEST

/* ---- what is not ---- */

static const char good[] =
    "{\"format\": \"gradecheck results\", \"format_version\": 1, \"grader_version\": "
    "\"0.1.0\",\n"
    " \"submission\": \"s\", \"date\": \"2026-11-28T21:40:00Z\",\n"
    " \"fixtures\": {\"name\": \"public\", \"version\": \"1\", \"hidden\": false},\n"
    " \"score\": 3, \"max_score\": 5, \"tasks\": [\n"
    "  {\"id\": \"cost\", \"title\": \"t\", \"points\": 3, \"max_points\": 5,\n"
    "   \"groups\": [{\"id\": \"a\", \"title\": \"A\", \"points\": 3, \"max_points\": "
    "3},\n"
    "    {\"id\": \"b\", \"title\": \"B\", \"points\": 0, \"max_points\": 2}],\n"
    "   \"cases\": [{\"id\": \"cost/a/x\", \"group\": \"a\", \"verdict\": \"pass\",\n"
    "     \"points\": 3, \"max_points\": 3, \"cpu_s\": 0.5},\n"
    "    {\"id\": \"cost/b/y\", \"group\": \"b\", \"verdict\": \"wrong\",\n"
    "     \"points\": 0, \"max_points\": 2, \"cpu_s\": 1e-3, \"message\": \"m\",\n"
    "     \"element\": {\"output\": \"J\", \"index\": 0, \"place\": \"J\", \"got\": "
    "\"-inf\",\n"
    "      \"expected\": 2.5, \"bound\": 1e-16, \"difference\": \"-inf\", \"n_wrong\": "
    "1,\n"
    "      \"n_elements\": 1}}],\n"
    "   \"checks\": [{\"id\": \"c\", \"group\": \"a\", \"outcome\": \"remark\"}],\n"
    "   \"diagnosis\": {\"causes\": [{\"id\": \"k\", \"kind\": \"structure\", \"title\": "
    "\"T\"}]},\n"
    "   \"finding\": {\"file\": \"f.c\", \"line\": 7, \"what\": \"w\"}}],\n"
    " \"built\": true, \"n_sources\": 1, \"n_failed\": 0, \"diagnostics\": \"D\",\n"
    " \"problems\": [{\"file\": \"f.c\", \"line\": 2, \"severity\": \"error\", "
    "\"message\": "
    "\"P\"}],\n"
    " \"student_output\": \"O\", \"seconds\": 2, \"build_seconds\": 1}\n";

/* `good` with REPLACE in the place of FIND; the caller frees it. */
static char *spoil(const char *find, const char *replace)
{
    const char *at = strstr(good, find);
    ck_assert_msg(at != NULL, "there is no '%s'", find);
    size_t before = (size_t)(at - good);
    char *text = malloc(sizeof good + strlen(replace));
    ck_assert_ptr_nonnull(text);
    memcpy(text, good, before);
    sprintf(text + before, "%s%s", replace, at + strlen(find));
    return text;
}

static const struct {
    const char *find, *replace, *expected, *why;
} refused[] = {
    {"1}\n", "1", "'r.json' is not JSON", "cut"},
    {"1}\n", "1} x", "'r.json' is not JSON", "something behind it"},
    {good, "", "'r.json' is not JSON", "empty"},
    {good, "[1]", "'r.json' is no result of gradecheck", "a list"},
    {"gradecheck results", "other", "'r.json' is no result of gradecheck", "format"},
    {"\"format\":", "\"form\":", "'r.json' is no result of gradecheck", "no format"},
    {"_version\": 1", "_version\": 2",
     "'r.json' has format_version 2, and this gradecheck reads 1: use a newer one",
     "newer"},
    {"_version\": 1", "_version\": 0",
     "'r.json': format_version is no whole number from 1 to 2147483647", "version 0"},
    {"\"submission\": \"s\", ", "", "'r.json': submission is missing", "missing"},
    {"\"submission\": \"s\"", "\"submission\": 5", "'r.json': submission is no text",
     "a number for a text"},
    {"\"score\": 3", "\"score\": 3, \"score\": 3", "'r.json': score is there twice",
     "twice"},
    {"21:40:00Z", "21:40",
     "'r.json': date '2026-11-28T21:40' is none like 2026-11-28T21:40:00Z", "date"},
    {"\"hidden\": false", "\"hidden\": 0", "'r.json': hidden is no true or false",
     "a number for a boolean"},
    {"\"score\": 3", "\"score\": 4",
     "'r.json': points do not add up: 4 of 5, and the tasks have 3 of 5", "score"},
    {"\"max_score\": 5", "\"max_score\": 100",
     "'r.json': points do not add up: 3 of 100, and the tasks have 3 of 5", "max_score"},
    {"\"points\": 3, \"max_points\": 5", "\"points\": 5, \"max_points\": 5",
     "'r.json': task 'cost': points do not add up: 5 of 5, and the groups have 3 of 5",
     "points of a task"},
    {"\"points\": 3, \"max_points\": 3}", "\"points\": 2, \"max_points\": 3}",
     "'r.json': task 'cost': group 'a' has 2 of 3 points, and not all or none", "a part"},
    {"\"points\": 3, \"max_points\": 3}", "\"points\": 4, \"max_points\": 3}",
     "'r.json': task 'cost': points 4 are more than max_points 3", "more than all"},
    {"\"score\": 3", "\"score\": 3.5",
     "'r.json': score is no whole number from 0 to 10000", "half a point"},
    {"\"score\": 3", "\"score\": -3",
     "'r.json': score is no whole number from 0 to 10000", "negative"},
    {"\"score\": 3", "\"score\": 1e999",
     "'r.json': score is no whole number from 0 to 10000", "infinite"},
    {"\"max_score\": 5", "\"max_score\": 2000000000",
     "'r.json': max_score is no whole number from 0 to 10000", "absurd"},
    {"\"verdict\": \"pass\"", "\"verdict\": \"great\"",
     "'r.json': task 'cost': verdict 'great' is not known", "an unknown verdict"},
    {"\"verdict\": \"pass\"", "\"verdict\": \"timeout\"",
     "'r.json': task 'cost': group 'a' has points, and something failed: cost/a/x",
     "points for a timeout"},
    {"\"remark\"", "\"fail\"",
     "'r.json': task 'cost': group 'a' has points, and something failed: c",
     "points though a check failed"},
    {"\"title\": \"t\"", "\"title\": \"t\", \"forfeit\": \"by differences\"",
     "'r.json': task 'cost': group 'a' has points, and something failed: by differences",
     "points though they are forfeit"},
    {"\"cost/a/x\", \"group\": \"a\"", "\"cost/a/x\", \"group\": \"b\"",
     "'r.json': task 'cost': group 'a' has points, and something failed: it has no case",
     "points for nothing"},
    {"\"remark\"", "\"odd\"", "'r.json': task 'cost': outcome 'odd' is not known",
     "outcome"},
    {"\"c\", \"group\": \"a\"", "\"c\", \"group\": \"z\"",
     "'r.json': task 'cost': there is no group 'z'", "no such group"},
    {"{\"id\": \"b\"", "{\"id\": \"a\"",
     "'r.json': task 'cost': group 'a' is there twice", "the same group"},
    {"\"id\": \"cost\"", "\"id\": \"../cost\"",
     "'r.json': tasks[0]: id is no name of a-z, 0-9 and '-': '../cost'", "a path"},
    {"\"got\": \"-inf\"", "\"got\": \"much\"",
     "'r.json': task 'cost': got 'much' is not known", "a word for a number"},
    {"\"expected\": 2.5, ", "", "'r.json': task 'cost': expected is missing",
     "one number of four"},
    {"\"groups\": [", "\"groups\": [1, ",
     "'r.json': task 'cost': an entry of groups is no object", "a number for a group"},
    {"\"line\": 7", "\"line\": 0",
     "'r.json': task 'cost': line is no whole number from 1 to 2147483647", "line 0"},
    {"\"severity\": \"error\"", "\"severity\": \"note\"",
     "'r.json': severity 'note' is not known", "severity"},
    {"\"seconds\": 2", "\"seconds\": -2", "'r.json': seconds is no time", "time"},
    {"\"O\"", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
     "'r.json' is too large or nested too deep for a result of gradecheck", "deep"},
};

START_TEST(what_does_not_hold_together_is_refused)
{
    struct scratch s;
    struct results results;
    char *text = spoil(refused[_i].find, refused[_i].replace);
    scratch_open(&s);
    ck_assert_msg(results_parse(&results, text, strlen(text), "r.json") == -1, "%s",
                  refused[_i].why);
    scratch_expect_error(&s, refused[_i].expected);
    ck_assert_ptr_null(results.tasks);
    ck_assert_uint_eq(results.n_owned, 0);
    scratch_close(&s);
    free(text);
}
END_TEST

static const struct {
    const char *find, *replace, *why;
} accepted[] = {
    {"\"score\"", "\"later\": [{}], \"score\"", "a field of a later grader"},
    {"\"date\": \"2026-11-28T21:40:00Z\",", "", "no date"},
    {"\"problems\"", "\"problems_\"", "no problems"},
    {"\"score\": 3, \"max_score\": 5",
     "\"complete\": true, \"score\": 3, \"max_score\": 5", "complete"},
    {"\"score\": 3, \"max_score\": 5",
     "\"complete\": false, \"score\": 3, \"max_score\": 100", "tasks are still missing"},
};

START_TEST(what_may_differ_is_accepted)
{
    struct results results;
    char *text = spoil(accepted[_i].find, accepted[_i].replace);
    ck_assert_msg(results_parse(&results, text, strlen(text), "r.json") == 0, "%s",
                  accepted[_i].why);
    ck_assert_int_eq(results.complete, strstr(text, "\"complete\": false") == NULL);
    ck_assert_int_eq(results.score, 3);
    results_release(&results);
    free(text);
}
END_TEST

START_TEST(fields_are_where_they_belong)
{
    struct results results;
    ck_assert_int_eq(results_parse(&results, good, strlen(good), "r.json"), 0);
    const struct results_task *task = &results.tasks[0];
    const struct results_element *element = &task->cases[1].element;
    ck_assert_str_eq(results.diagnostics, "D");
    ck_assert_str_eq(results.student_output, "O");
    ck_assert_str_eq(results.notes, "");
    ck_assert_str_eq(results.date, "2026-11-28T21:40:00Z");
    ck_assert_str_eq(results.problems[0].message, "P");
    ck_assert_uint_eq(results.problems[0].column, 0);
    ck_assert(results.problems[0].is_error);
    ck_assert_str_eq(task->finding_file, "f.c");
    ck_assert_uint_eq(task->finding_line, 7);
    ck_assert_str_eq(task->causes[0].title, "T");
    ck_assert_str_eq(task->causes[0].advice, "");
    ck_assert_int_eq(task->checks[0].outcome, RESULTS_CHECK_REMARKED);
    ck_assert_str_eq(task->cases[1].message, "m");
    ck_assert(element->has_numbers && isinf(element->got) && element->got < 0);
    ck_assert(element->expected == 2.5);
    ck_assert_ptr_eq(results_group(task, "b"), &task->groups[1]);
    ck_assert_ptr_null(results_group(task, "z"));
    results_release(&results);
}
END_TEST

static const struct {
    const char *text, *expected, *why;
} texts[] = {
    {"\\u001b[31m", "\\x1b[31m", "an escape code"},
    {"\xff", "\\xff", "no UTF-8"},
    {"\\u202e", "\\xe2\\x80\\xae", "a bidi control"},
    {"\\n::error::x", "\n\\x3a:error::x", "a command to a service"},
    {"\\\\x1b", "\\x1b", "what was escaped once stays"},
    {"\xc3\xb6\\n\\t", "\xc3\xb6\n\t", "other text stays"},
    {"a\\u0000b", "a", "NUL ends it"},
};

START_TEST(texts_are_printable)
{
    struct results results;
    char value[64];
    snprintf(value, sizeof value, "\"%s\"", texts[_i].text);
    char *text = spoil("\"O\"", value);
    ck_assert_int_eq(results_parse(&results, text, strlen(text), "r.json"), 0);
    ck_assert_msg(strcmp(results.student_output, texts[_i].expected) == 0, "%s: '%s'",
                  texts[_i].why, results.student_output);
    results_release(&results);
    free(text);
}
END_TEST

START_TEST(too_many_values_are_refused)
{
    struct scratch s;
    struct results results;
    size_t n = (size_t)RESULTS_MAX_VALUES + 2;
    char *text = malloc(n + 2);
    ck_assert_ptr_nonnull(text);
    memset(text, ',', n);
    text[0] = '[';
    text[n] = ']';
    scratch_open(&s);
    ck_assert_int_eq(results_parse(&results, text, n + 1, "r.json"), -1);
    scratch_expect_error(
        &s, "'r.json' is too large or nested too deep for a result of gradecheck");
    scratch_close(&s);
    free(text);
}
END_TEST

START_TEST(files_are_read)
{
    struct scratch s;
    struct results results;
    scratch_open(&s);
    const char *path = scratch_write(&s, "r.json", good, strlen(good));
    ck_assert_int_eq(results_read(&results, path), 0);
    ck_assert_int_eq(results.score, 3);
    results_release(&results);

    ck_assert_ptr_nonnull(freopen(path, "r", stdin));
    ck_assert_int_eq(results_read(&results, "-"), 0);
    ck_assert_int_eq(results.max_score, 5);
    results_release(&results);
    ck_assert_str_eq(scratch_errors(&s), "");

    ck_assert_int_eq(results_read(&results, "-"), -1);
    scratch_expect_error(&s, "'stdin' is not JSON");
    ck_assert_int_eq(results_read(&results, scratch_path(&s, "none")), -1);
    scratch_expect_error(&s, "cannot open '@/none': No such file or directory");
    ck_assert_int_eq(results_read(&results, s.folder), -1);
    scratch_expect_error(&s, "'@' is not a regular file");
    scratch_close(&s);
}
END_TEST

Suite *results_suite(void)
{
    Suite *suite = suite_create("results");
    TCase *read = tcase_create("read"), *refuse = tcase_create("refuse");
    tcase_add_loop_test(read, what_is_written_is_read, 0, SAMPLE_ONE_TASK_OK + 1);
    tcase_add_loop_test(read, what_may_differ_is_accepted, 0, ROWS(accepted));
    tcase_add_test(read, fields_are_where_they_belong);
    tcase_add_loop_test(read, texts_are_printable, 0, ROWS(texts));
    tcase_add_test(read, files_are_read);
    tcase_add_loop_test(refuse, what_does_not_hold_together_is_refused, 0, ROWS(refused));
    tcase_add_test(refuse, too_many_values_are_refused);
    suite_add_tcase(suite, read);
    suite_add_tcase(suite, refuse);
    return suite;
}
