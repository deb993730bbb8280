/* test_diagnose.c: sets of misconceptions that fit, the structure of a residual, the finding of a
 * sanitizer, and the gradient check in numbers; naming as a whole is the corpus's. */
#include "check/gradient_check.h"
#include "diagnose/known.h"
#include "diagnose/residual.h"
#include "sanitize.h"
#include "suites.h"

#include <stdio.h>
#include <string.h>

/* ---- a task of two cases with one output of three numbers ---- */

enum { N = 3 };
static double expected[2][N] = {{1, 2, 4}, {3, -1, 0.5}},
              bounds[N] = {1e-15, 1e-15, 1e-15};

struct task_of_two {
    struct fixture_case fixtures[2];
    struct case_result cases[2];
    struct task_result task;
    double got[2][N];
};

static void open_task(struct task_of_two *t)
{
    static const char *const ids[] = {"reldiff/values/a", "reldiff/values/b"};
    *t = (struct task_of_two){.task = {.rubric = &rubric[rubric_task_index("reldiff")]}};
    memcpy(t->got, expected, sizeof expected);
    for (int i = 0; i < 2; i++) {
        struct fixture_case *f = &t->fixtures[i];
        *f = (struct fixture_case){.id = (char *)ids[i], .n_expected = 1};
        f->call.function = FUNCTION_RELATIVE_DIFFERENCE;
        f->expected[0].value = (struct array){"d", ELEMENT_DOUBLE, N, {expected[i]}};
        f->expected[0].bound = bounds;
        t->cases[i] =
            (struct case_result){.fixture = f, .verdict = VERDICT_WRONG, .n_got = 1};
        t->cases[i].got[0] = (struct array){"d", ELEMENT_DOUBLE, N, {t->got[i]}};
    }
    t->task.n_groups = 1;
    t->task.groups[0] = (struct group_result){
        .rubric = t->task.rubric->groups, .n_cases = 2, .cases = t->cases};
}

static const struct evidence_filter all_of_it = {.function = -1, .output = 0};

/* A misconception that multiplies case WHICH (2: both) by c. */
struct wrong {
    struct misconception m;
    struct wrong_answer answers[2];
    double values[2][N];
};

static void make_wrong(struct wrong *w, char *id, int which, double c)
{
    static char *const ids[] = {"reldiff/values/a", "reldiff/values/b"};
    *w = (struct wrong){.m = {.id = id}};
    w->m.functions[FUNCTION_RELATIVE_DIFFERENCE] = true;
    for (int i = 0; i < 2; i++) {
        if (which != 2 && which != i)
            continue;
        for (int k = 0; k < N; k++)
            w->values[i][k] = c * expected[i][k];
        struct wrong_answer *a = &w->answers[w->m.n_answers++];
        *a = (struct wrong_answer){.case_id = ids[i], .n_outputs = 1};
        a->outputs[0] = (struct wrong_output){true, N, w->values[i]};
    }
    w->m.answers = w->answers;
}

static void multiply(struct task_of_two *t, int which, double c)
{
    for (int k = 0; k < N; k++)
        t->got[which][k] *= c;
}

START_TEST(test_fits)
{
    static struct wrong w[4];
    struct misconception list[4];
    struct misconceptions all = {4, list};
    struct task_of_two t;
    struct fits fits;
    make_wrong(&w[0], "both-7", 2, 7);
    make_wrong(&w[1], "first-5", 0, 5);
    make_wrong(&w[2], "second-5", 1, 5);
    make_wrong(&w[3], "second-6", 1, 6);
    for (int i = 0; i < 4; i++)
        list[i] = w[i].m;

    open_task(&t);
    multiply(&t, 0, 7);
    multiply(&t, 1, 7 * (1 + 1e-13));
    ck_assert_int_eq(known_fits(&all, &t.task, &all_of_it, 1, &fits), 0);
    ck_assert_uint_eq(fits.n, 1);
    ck_assert_str_eq(fits.list[0][0]->id, "both-7");
    ck_assert_int_eq(known_fits(&all, &t.task, &all_of_it, 2, &fits), 0);
    ck_assert_uint_eq(fits.n, 0); /* a second one has nothing left to explain */

    open_task(&t);
    multiply(&t, 0, 7);
    multiply(&t, 1, 7 * (1 + 1e-7));
    ck_assert_int_eq(known_fits(&all, &t.task, &all_of_it, 1, &fits), 0);
    ck_assert_uint_eq(fits.n, 0); /* seven digits are not nine */

    open_task(&t);
    multiply(&t, 0, 5);
    multiply(&t, 1, 6);
    ck_assert_int_eq(known_fits(&all, &t.task, &all_of_it, 1, &fits), 0);
    ck_assert_uint_eq(fits.n, 0);
    ck_assert_int_eq(known_fits(&all, &t.task, &all_of_it, 2, &fits), 0);
    ck_assert_uint_eq(fits.n, 1);
    ck_assert_str_eq(fits.list[0][0]->id, "first-5");
    ck_assert_str_eq(fits.list[0][1]->id, "second-6");

    open_task(&t);
    multiply(&t, 0, 5);
    t.cases[1].verdict = VERDICT_PASS;
    ck_assert_int_eq(known_fits(&all, &t.task, &all_of_it, 1, &fits), 0);
    ck_assert_uint_eq(fits.n, 1);
    ck_assert_str_eq(fits.list[0][0]->id, "first-5");
}
END_TEST

START_TEST(test_no_evidence_fits_nothing)
{
    static struct wrong w;
    struct task_of_two t;
    struct fits fits;
    make_wrong(&w, "both-7", 2, 7);
    struct misconceptions all = {1, &w.m};
    open_task(&t);
    t.cases[0].verdict = t.cases[1].verdict = VERDICT_PASS;
    ck_assert_int_eq(known_fits(&all, &t.task, &all_of_it, 1, &fits), 0);
    ck_assert_uint_eq(fits.n, 0);
    ck_assert(!known_any_wrong(&t.task, &all_of_it));
}
END_TEST

/* ---- residual ---- */

static const struct {
    double got[2][N];
    const char *id, *part; /* of the title; id "": nothing is said */
} residuals[] = {
    {{{-1, -2, -4}, {-3, 1, -0.5}}, "factor", "-1"},
    {{{2, 4, 8}, {6, -2, 1}}, "factor", "times 2"},
    {{{0.5, 1, 2}, {1.5, -0.5, 0.25}}, "factor", "1/2"},
    {{{2, 4, 8}, {1.5, -0.5, 0.25}}, "", ""},
    {{{2, 4, 8.0000001}, {6, -2, 1}}, "", ""},
    {{{4, 1, 2}, {0.5, 3, -1}}, "permuted", "other places"},
    {{{4, 1, 2.5}, {0.5, 3, -1}}, "", ""},
};

START_TEST(test_residual)
{
    struct task_of_two t;
    struct cause cause;
    open_task(&t);
    memcpy(t.got, residuals[_i].got, sizeof t.got);
    bool found = residual_cause(&t.task, &all_of_it, &cause);
    ck_assert_int_eq(found, residuals[_i].id[0] != '\0');
    if (found) {
        ck_assert_str_eq(cause.id, residuals[_i].id);
        ck_assert_msg(strstr(cause.title, residuals[_i].part), "%s", cause.title);
    }
}
END_TEST

START_TEST(test_zeros)
{
    struct task_of_two t;
    struct cause cause;
    open_task(&t);
    memset(t.got, 0, sizeof t.got);
    ck_assert(residual_is_zero(&t.task, &all_of_it, &cause));
    t.got[1][1] = 1e-300;
    ck_assert(!residual_is_zero(&t.task, &all_of_it, &cause));
}
END_TEST

/* ---- what a sanitizer says ---- */

static const struct {
    const char *text, *file, *what; /* file NULL: nothing is found */
    int line;
} reports[] = {
    {"src/backprop.c:49:27: runtime error: signed integer overflow: 1 + 2 cannot\n",
     "backprop.c", "signed integer overflow: 1 + 2 cannot", 49},
    {"==1==ERROR: AddressSanitizer: heap-buffer-overflow on address 0x6 at pc\n"
     "WRITE of size 8\n    #0 0x4 in memcpy (/lib/libasan.so+0x1)\n"
     "    #1 0x4 in inner src/deep.c:179\n    #2 0x4 in outer src/backprop.c:20\n",
     "deep name.c", "heap-buffer-overflow", 179},
    {"all is well\n", NULL, NULL, 0},
    {"src/backprop.c:49: a line of no sanitizer\n", NULL, NULL, 0},
    {"==1==ERROR: AddressSanitizer: SEGV on unknown\n    #0 0x4 in f src/other.c:3\n",
     NULL, NULL, 0},
    {"src/net.h:9:3: runtime error: index 4 out of bounds for type 'double [4]'\n",
     "net.h", "index 4 out of bounds for type 'double [4]'", 9},
    {"src/backprop.c:0:1: runtime error: nothing\n", NULL, NULL, 0},
    {"src/backprop.c:7:1: runtime error: \x1b[2Jred\n", "backprop.c", "\\x1b[2Jred", 7},
};

START_TEST(test_finding)
{
    struct source sources[] = {{"backprop.c", "backprop.c"}, {"deep name.c", "deep.c"}};
    struct source headers[] = {{"net.h", "net.h"}};
    const struct submission submission = {
        .n_sources = 2, .sources = sources, .n_headers = 1, .headers = headers};
    struct finding finding;
    bool found = sanitizer_finding(reports[_i].text, &submission, &finding);
    ck_assert_int_eq(found, reports[_i].file != NULL);
    if (found) {
        ck_assert_str_eq(finding.file, reports[_i].file);
        ck_assert_str_eq(finding.what, reports[_i].what);
        ck_assert_int_eq(finding.line, reports[_i].line);
    }
}
END_TEST

/* ---- places of a gradient check ---- */

START_TEST(test_places)
{
    char text[160];
    struct gradient_check check = {.judged = true};
    gradient_check_places(&check, 2, text, sizeof text);
    ck_assert_str_eq(text, "");
    check.off[0] = true;
    gradient_check_places(&check, 2, text, sizeof text);
    ck_assert_str_eq(text, "Theta^(1) (bias column alone)");
    check.off[2] = check.off[3] = true;
    check.off[0] = false;
    check.off[1] = true;
    gradient_check_places(&check, 2, text, sizeof text);
    ck_assert_str_eq(text, "Theta^(1) (all but its bias column), Theta^(2)");
}
END_TEST

#define N_ROWS(table) ((int)(sizeof(table) / sizeof(table)[0]))

Suite *diagnose_suite(void)
{
    Suite *suite = suite_create("diagnosis");
    TCase *tests = tcase_create("diagnosis");
    tcase_add_test(tests, test_fits);
    tcase_add_test(tests, test_no_evidence_fits_nothing);
    tcase_add_loop_test(tests, test_residual, 0, N_ROWS(residuals));
    tcase_add_test(tests, test_zeros);
    tcase_add_loop_test(tests, test_finding, 0, N_ROWS(reports));
    tcase_add_test(tests, test_places);
    suite_add_tcase(suite, tests);
    return suite;
}
