/* test_report.c: what the reports say of results made by hand. The terminal's text is compared with
 * tests/golden/NAME.txt as a whole; `GOLDEN=write build/release/tests/unit` writes those
 * files anew, to be read before they are committed. */
#include "report/failures.h"
#include "report/report.h"
#include "report/screen.h"
#include "report_samples.h"
#include "suites.h"
#include "text_file.h"

#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- the terminal ---- */

static char *draw(const struct result *result, const struct terminal_style *style)
{
    char *text = NULL;
    size_t n = 0;
    FILE *stream = open_memstream(&text, &n);
    ck_assert_ptr_nonnull(stream);
    report_terminal(result, style, stream);
    ck_assert_int_eq(fclose(stream), 0);
    return text;
}

/* So that another version is no other screen. */
static void hide_version(char *text)
{
    char *version = strstr(text, GRADECHECK_VERSION);
    ck_assert_ptr_nonnull(version);
    memset(version, 'V', strlen(GRADECHECK_VERSION));
}

static void compare_golden(const char *name, char *text)
{
    char path[200];
    const char *mode = getenv("GOLDEN");
    hide_version(text);
    snprintf(path, sizeof path, "tests/golden/%s.txt", name);
    if (mode && strcmp(mode, "write") == 0)
        ck_assert_int_eq(report_save(path, text), 0);
    char *golden = text_file_read(path);
    ck_assert_msg(golden != NULL, "%s: cannot be read", path);
    ck_assert_msg(strcmp(golden, text) == 0, "%s differs from what is drawn now:\n%s",
                  path, text);
    free(golden);
}

static const struct {
    const char *name;
    enum sample_kind kind;
    struct terminal_style style;
    const char *why;
} screens[] = {
    {"perfect", SAMPLE_PERFECT, {false, true, false, 80}, "congratulates"},
    {"perfect-colour", SAMPLE_PERFECT, {true, true, false, 80}, "green bars"},
    {"stub", SAMPLE_STUB, {false, true, false, 80}, "six roots, three of them drawn"},
    {"stub-colour", SAMPLE_STUB, {true, true, false, 80}, "red"},
    {"one-root", SAMPLE_ONE_ROOT, {false, true, false, 80}, "consequences collapse"},
    {"one-root-ascii", SAMPLE_ONE_ROOT, {false, false, false, 80}, "no byte above 126"},
    {"one-root-colour", SAMPLE_ONE_ROOT, {true, true, false, 80}, "all colours"},
    {"one-root-narrow", SAMPLE_ONE_ROOT, {false, true, false, 50}, "cut and wrapped"},
    {"one-root-verbose", SAMPLE_ONE_ROOT, {false, true, true, 80}, "every failing case"},
    {"several", SAMPLE_SEVERAL, {false, true, false, 80}, "the verdicts in words"},
    {"several-colour", SAMPLE_SEVERAL, {true, true, false, 80}, "for the eye"},
    {"unbuilt", SAMPLE_UNBUILT, {false, true, false, 80}, "from the first error on"},
    {"unbuilt-ascii", SAMPLE_UNBUILT, {false, false, false, 80}, "quotes are replaced"},
    {"unlinked", SAMPLE_UNLINKED, {false, true, false, 80}, "no error line to start at"},
    {"partly", SAMPLE_PARTLY, {false, true, false, 80}, "what compiles is graded"},
    {"partly-verbose", SAMPLE_PARTLY, {false, true, true, 80}, "output, notes, layers"},
    {"hidden", SAMPLE_HIDDEN, {false, true, false, 80}, "nothing that is secret"},
    {"hidden-verbose", SAMPLE_HIDDEN, {false, true, true, 80}, "not even when verbose"},
    {"hostile", SAMPLE_HOSTILE, {false, true, true, 80}, "nothing steers the terminal"},
    {"one-task", SAMPLE_ONE_TASK, {false, true, false, 80}, "the task alone"},
    {"one-task-ok", SAMPLE_ONE_TASK_OK, {false, true, false, 80}, "and all of it right"},
};

START_TEST(screen_is_as_golden)
{
    struct sample *sample = sample_make(screens[_i].kind);
    char *text = draw(&sample->result, &screens[_i].style);
    compare_golden(screens[_i].name, text);
    free(text);
    sample_free(sample);
}
END_TEST

/* Takes the colours out, and counts: the widest line, the lines, and bytes that steer. */
static void measure(const char *text, int *widest, int *lines, int *steering)
{
    char line[4096];
    *widest = *lines = *steering = 0;
    while (*text) {
        size_t n = 0;
        for (; *text != '\n' && *text; text++) {
            if (*text == '\x1b' && text[1] == '[') {
                text += strcspn(text, "m");
                continue;
            }
            *steering += ((unsigned char)*text < 0x20) || *text == 0x7f;
            ck_assert_uint_lt(n, sizeof line - 1);
            line[n++] = *text;
        }
        line[n] = '\0';
        *widest = screen_width(line) > *widest ? screen_width(line) : *widest;
        *lines += *text == '\n';
        text += *text == '\n';
    }
}

START_TEST(screen_keeps_its_size)
{
    static const int columns[] = {40, 57, 80};
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
        struct terminal_style style = screens[_i].style;
        struct sample *sample = sample_make(screens[_i].kind);
        int widest, lines, steering;
        style.columns = columns[i];
        char *text = draw(&sample->result, &style);
        measure(text, &widest, &lines, &steering);
        ck_assert_int_le(widest, columns[i]);
        ck_assert_int_eq(steering, 0);
        if (!style.verbose && columns[i] == 80)
            ck_assert_int_le(lines, 40);
        if (!style.colour)
            ck_assert_ptr_null(strchr(text, '\x1b'));
        for (const char *c = text; !style.utf8 && *c; c++)
            ck_assert_int_lt((unsigned char)*c, 0x80);
        free(text);
        sample_free(sample);
    }
}
END_TEST

START_TEST(hidden_set_stays_hidden)
{
    const struct terminal_style style = {false, true, _i == 1, 80};
    struct sample *sample = sample_make(SAMPLE_HIDDEN);
    char *text = draw(&sample->result, &style);
    char *json = report_json(&sample->result);
    static const char *const secrets[] = {"-0.0125",
                                          "expected",
                                          "off by",
                                          "wrong sign",
                                          "3-4-2",
                                          "softmax,",
                                          "lambda =",
                                          "\"bound\"",
                                          "x = 0.5",
                                          "theta1 =",
                                          "0.0125",
                                          "printed",
                                          "the lecture's example"};
    for (size_t i = 0; i < sizeof secrets / sizeof secrets[0]; i++) {
        ck_assert_msg(!strstr(text, secrets[i]), "the screen shows %s", secrets[i]);
        ck_assert_msg(!strstr(json, secrets[i]), "the JSON shows %s", secrets[i]);
    }
    free(json);
    free(text);
    sample_free(sample);
}
END_TEST

/* ---- words and numbers ---- */

static const struct {
    double got, expected, bound;
    const char *got_text, *expected_text, *difference, *why;
} numbers[] = {
    {0.5, 0.25, 1e-17, "0.5", "0.25",
     "off by 0.25, rounding explains 4e-17, twice as much", "round numbers stay short"},
    {0.1, 0.10000000000000003, 1e-18, "0.10000000000000001", "0.10000000000000003",
     "off by 2.8e-17, rounding explains 4e-18", "as many digits as show it"},
    {-5.5, 5.5, 1e-15, "-5.5", "5.5", "off by 11, rounding explains 4e-15, wrong sign",
     "the sign"},
    {1000001, 1000000, 1e-9, "1000001", "1000000", "off by 1, rounding explains 4e-09",
     "whole numbers in full"},
    {0, 0.22270013882530884, 1e-16, "0", "0.2227", "off by 0.22, rounding explains 4e-16",
     "nothing computed"},
    {1.5, 3, 0, "1.5", "3", "off by 1.5, half as much", "an exact value"},
    {1e-13, 0, 1e-20, "1e-13", "0", "off by 1e-13, rounding explains 4e-20",
     "no ratio to zero"},
    {NAN, 0.25, 1e-17, "nan", "0.25", "", "no difference to a NaN"},
};

START_TEST(numbers_show_their_difference)
{
    struct sample *sample = sample_make(SAMPLE_PERFECT);
    struct case_result *c = sample_case(sample, "cost", "softmax");
    struct failure_numbers text;
    c->evidence.got = numbers[_i].got;
    c->evidence.expected = numbers[_i].expected;
    c->evidence.bound = numbers[_i].bound;
    failure_numbers(c, &text);
    ck_assert_str_eq(text.got, numbers[_i].got_text);
    ck_assert_str_eq(text.expected, numbers[_i].expected_text);
    ck_assert_str_eq(text.difference, numbers[_i].difference);
    sample_free(sample);
}
END_TEST

static const struct {
    const char *task, *group;
    int output;
    size_t index;
    const char *place, *inputs;
} places[] = {
    {"sigmoid", "value", 0, 1, "g at point 1", "z = -1.25"},
    {"gates", "max", 1, 2, "dy at point 2", "x = 3, y = 3, df = 3"},
    {"neuron", "forward", 0, 0, "f", "w = 0.5 -1.25 3 2, x = 0.5 -1.25 3"},
    {"neuron", "backward", 0, 3, "dw[3] (the bias weight)",
     "w = 0.5 -1.25 3 2, x = 0.5 -1.25 3"},
    {"neuron", "backward", 1, 2, "dx[2]", "w = 0.5 -1.25 3 2, x = 0.5 -1.25 3"},
    {"chain", "gradient", 0, 3, "grad[1] = dE/dtheta2 at point 1",
     "x = -1.25, y = -1.25, theta1 = -1.25, theta2 = -1.25"},
    {"unroll", "count", 0, 0, "n", "3-4-2, softmax"},
    {"unroll", "unroll", 0, 25, "theta[25] = Theta^(2) row 1, column 4",
     "3-4-2, softmax"},
    {"unroll", "roll", 0, 4, "Theta^(1) row 1, column 0 (bias)", "3-4-2, softmax"},
    {"forward", "softmax", 0, 9, "H row 4, column 1 (sample 4, class 1)",
     "3-4-2, softmax, m = 5"},
    {"cost", "softmax", 0, 0, "J", "3-4-2, softmax, m = 5, lambda = 0.5"},
    {"backprop", "softmax", 0, 3, "a[3] = a^(1)[3]", "3-4-2, softmax, label = 0"},
    {"backprop", "softmax", 1, 4, "delta[4] = delta^(2)[0]", "3-4-2, softmax, label = 0"},
    {"gradient", "softmax", 0, 0, "J", "3-4-2, softmax, m = 5, lambda = 0.5"},
    {"gradient", "softmax", 1, 17, "grad[17] = Theta^(2) row 0, column 1",
     "3-4-2, softmax, m = 5, lambda = 0.5"},
    {"numgrad", "small-step", 0, 4, "grad[4]", "epsilon = 0.5, n = 26"},
    {"reldiff", "values", 0, 0, "d", "a = 0.5 -1.25 3 2, b = 0.5 -1.25 3 2"},
    {"init", "values", 0, 27, "theta[1] of seed 1 = Theta^(1) row 0, column 1",
     "3-4-2, softmax, seed = 7 20"},
    {"descent", "steps", 0, 15, "theta[15] = Theta^(1) row 3, column 3",
     "3-4-2, softmax, m = 5, lambda = 0.5, alpha = 0.5, iterations = 7"},
    {"descent", "steps", 1, 3, "history[3], J before step 3",
     "3-4-2, softmax, m = 5, lambda = 0.5, alpha = 0.5, iterations = 7"},
    {"descent", "steps", 2, 0, "J",
     "3-4-2, softmax, m = 5, lambda = 0.5, alpha = 0.5, iterations = 7"},
    {"predict", "labels", 0, 4, "y[4] (sample 4)", "3-4-2, softmax, m = 5"},
    {"predict", "labels", 0, 5, "element 5", "3-4-2, softmax, m = 5"},
    {"predict", "labels", 2, 0, "element 0", "3-4-2, softmax, m = 5"},
};

START_TEST(places_and_inputs_are_named)
{
    struct sample *sample = sample_make(SAMPLE_PERFECT);
    struct case_result *c = sample_case(sample, places[_i].task, places[_i].group);
    char text[300];
    case_element_place(c->fixture, places[_i].output, places[_i].index, text,
                       sizeof text);
    ck_assert_str_eq(text, places[_i].place);
    c->evidence.has_element = true;
    c->evidence.index = places[_i].index;
    failure_inputs(c, false, text, sizeof text);
    ck_assert_str_eq(text, places[_i].inputs);
    failure_inputs(c, true, text, sizeof text);
    ck_assert_str_eq(text, "");
    failure_inputs(c, false, text, 5);
    ck_assert_uint_le(strlen(text), 4);
    sample_free(sample);
}
END_TEST

/* A task that is likely to follow from another has a screen of its own where its cause is another. */
START_TEST(own_cause_makes_a_root)
{
    struct sample *sample = sample_make(SAMPLE_ONE_ROOT);
    int forward = rubric_task_index("forward"), cost = rubric_task_index("cost");
    struct diagnosis *of_forward = &sample->result.tasks[forward].diagnosis,
                     *of_cost = &sample->result.tasks[cost].diagnosis;
    of_forward->n_causes = of_cost->n_causes = 1;
    of_forward->causes[0] = (struct cause){.kind = "misconception", .id = "bias-missing"};
    of_cost->causes[0] = of_forward->causes[0];
    ck_assert_int_eq(failure_root(&sample->result, cost), forward);
    of_cost->causes[0] = (struct cause){.kind = "misconception", .id = "cost-half"};
    ck_assert_int_eq(failure_root(&sample->result, cost), cost);
    of_cost->causes[0] = (struct cause){.kind = "structure", .id = "factor"};
    ck_assert_int_eq(failure_root(&sample->result, cost), forward);
    sample_free(sample);
}
END_TEST

/* What a diagnosis says, on the screen and in the JSON; nothing of it steers a terminal. */
START_TEST(causes_are_told)
{
    const struct terminal_style style = {.utf8 = true, .columns = 80};
    struct sample *sample = sample_make(SAMPLE_ONE_ROOT);
    struct task_result *task = &sample->result.tasks[rubric_task_index("forward")];
    task->diagnosis.n_causes = 1;
    task->diagnosis.causes[0] = (struct cause){.kind = "misconception",
                                               .id = "bias-missing",
                                               .title = "The bias is left out",
                                               .formula = "z = Theta [1; a]",
                                               .advice = "Count the columns."};
    task->finding =
        (struct finding){.file = "a\x1b[2J.c", .line = 12, .what = "overflow"};
    task->n_checks = 2;
    task->checks[0] = (struct check_result){
        .id = "units-renamed", .group = "one-vs-all", .outcome = CHECK_FAILED};
    strcpy(task->checks[0].message, "units in another order matter");
    task->checks[1] = (struct check_result){
        .id = "repeatable", .group = "softmax", .outcome = CHECK_REMARKED};
    strcpy(task->checks[1].message, "the last digits differ");

    char *text = draw(&sample->result, &style), *json = report_json(&sample->result);
    ck_assert_ptr_nonnull(strstr(text, "cause     The bias is left out"));
    ck_assert_ptr_nonnull(strstr(text, "formula   z = Theta [1; a]"));
    ck_assert_ptr_nonnull(strstr(text, "try       Count the columns."));
    ck_assert_ptr_nonnull(strstr(text, "make explain NAME=bias-missing"));
    ck_assert_ptr_nonnull(strstr(text, ".c:12: overflow"));
    ck_assert_ptr_null(strchr(text, '\x1b'));
    ck_assert_ptr_null(strstr(text, "another order")); /* a cause says more */
    ck_assert_ptr_nonnull(strstr(text, "1 remark;"));
    static const char *const members[] = {
        "\"bias-missing\"", "\"misconception\"", "\"units-renamed\"",     "\"fail\"",
        "\"remark\"",       "\"line\":\t12",     "\"Count the columns.\""};
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++)
        ck_assert_msg(strstr(json, members[i]), "%s", members[i]);
    free(text);
    task->diagnosis.n_causes = 0;
    text = draw(&sample->result, &style);
    ck_assert_ptr_nonnull(strstr(text, "property  units in another order matter"));
    free(text);
    free(json);
    sample_free(sample);
}
END_TEST

START_TEST(roots_come_before_consequences)
{
    struct sample *sample = sample_make(SAMPLE_ONE_ROOT);
    int roots[RUBRIC_TASKS], tasks[RUBRIC_TASKS], forward = rubric_task_index("forward");
    ck_assert_uint_eq(failure_roots(&sample->result, roots), 1);
    ck_assert_int_eq(roots[0], forward);
    ck_assert_uint_eq(failure_consequences(&sample->result, forward, tasks), 4);
    ck_assert_int_eq(tasks[3], rubric_task_index("digits"));
    ck_assert_int_eq(failure_root(&sample->result, rubric_task_index("digits")), forward);
    sample_free(sample);
}
END_TEST

static const struct {
    const char *text;
    int width;
} widths[] = {{"", 0},        {"abc", 3},        {"\u2501\u2501", 2}, {"\u6f22", 2},
              {"e\u0301", 1}, {"\U0001F600", 2}, {"\u00e9", 1}};

START_TEST(widths_are_those_of_terminals)
{
    ck_assert_int_eq(screen_width(widths[_i].text), widths[_i].width);
}
END_TEST

/* ---- saving ---- */

static char folder[] = "/tmp/gradecheck-test-XXXXXX";
static char path[64];

static void make_folder(void)
{
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/results.json", folder);
}

static void remove_folder(void)
{
    unlink(path);
    ck_assert_msg(rmdir(folder) == 0, "something was left in %s", folder);
}

static void expect_content(const char *file, const char *content)
{
    char *text = text_file_read(file);
    ck_assert_ptr_nonnull(text);
    ck_assert_str_eq(text, content);
    free(text);
}

START_TEST(save_replaces_the_file)
{
    make_folder();
    ck_assert_int_eq(report_check_destination(path), 0);
    ck_assert_int_eq(access(path, F_OK), -1);
    ck_assert_int_eq(report_save(path, "first"), 0);
    ck_assert_int_eq(report_save(path, "second"), 0);
    expect_content(path, "second");
    remove_folder();
}
END_TEST

/* A full disk, as far as a limit on the size of files can play it. */
START_TEST(failed_save_leaves_the_file)
{
    make_folder();
    ck_assert_int_eq(report_save(path, "earlier"), 0);
    struct rlimit limit = {4, 4};
    signal(SIGXFSZ, SIG_IGN);
    /* Check's own file of messages must not be over the limit. */
    struct rlimit before;
    ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &before), 0);
    limit.rlim_max = before.rlim_max;
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    int status = report_save(path, "longer than the limit");
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &before), 0);
    ck_assert_int_eq(status, -1);
    expect_content(path, "earlier");
    remove_folder();
}
END_TEST

START_TEST(save_follows_a_link)
{
    char link[64];
    make_folder();
    snprintf(link, sizeof link, "%s/link", folder);
    ck_assert_int_eq(report_save(path, "old"), 0);
    ck_assert_int_eq(symlink("results.json", link), 0);
    ck_assert_int_eq(report_save(link, "new"), 0);
    expect_content(path, "new");
    struct stat info;
    ck_assert_int_eq(lstat(link, &info), 0);
    ck_assert(S_ISLNK(info.st_mode));
    ck_assert_int_eq(unlink(link), 0);
    remove_folder();
}
END_TEST

START_TEST(save_does_not_replace_a_device)
{
    struct stat info;
    ck_assert_int_eq(report_check_destination("/dev/null"), 0);
    ck_assert_int_eq(report_save("/dev/null", "text"), 0);
    ck_assert_int_eq(stat("/dev/null", &info), 0);
    ck_assert(S_ISCHR(info.st_mode));
    ck_assert_int_eq(report_save("/dev/full", "text"), -1);
}
END_TEST

START_TEST(bad_destinations_are_found_first)
{
    make_folder();
    ck_assert_int_eq(report_check_destination(folder), -1);
    strcat(path, "/below");
    ck_assert_int_eq(report_check_destination(path), -1);
    path[strlen(path) - strlen("/below")] = '\0';
    ck_assert_int_eq(report_check_destination("/nonexistent/results.json"), -1);
    ck_assert_int_eq(report_check_destination("results.json"), 0);
    remove_folder();
}
END_TEST

#define N_ROWS(table) ((int)(sizeof(table) / sizeof(table)[0]))

Suite *report_suite(void)
{
    Suite *suite = suite_create("report");
    TCase *terminal = tcase_create("terminal"), *words = tcase_create("words"),
          *saving = tcase_create("saving");
    tcase_add_loop_test(terminal, screen_is_as_golden, 0, N_ROWS(screens));
    tcase_add_loop_test(terminal, screen_keeps_its_size, 0, N_ROWS(screens));
    tcase_add_loop_test(terminal, hidden_set_stays_hidden, 0, 2);
    tcase_add_loop_test(words, numbers_show_their_difference, 0, N_ROWS(numbers));
    tcase_add_loop_test(words, places_and_inputs_are_named, 0, N_ROWS(places));
    tcase_add_test(words, roots_come_before_consequences);
    tcase_add_test(words, own_cause_makes_a_root);
    tcase_add_test(terminal, causes_are_told);
    tcase_add_loop_test(words, widths_are_those_of_terminals, 0, N_ROWS(widths));
    tcase_add_test(saving, save_replaces_the_file);
    tcase_add_test(saving, failed_save_leaves_the_file);
    tcase_add_test(saving, save_follows_a_link);
    tcase_add_test(saving, save_does_not_replace_a_device);
    tcase_add_test(saving, bad_destinations_are_found_first);
    suite_add_tcase(suite, terminal);
    suite_add_tcase(suite, words);
    suite_add_tcase(suite, saving);
    return suite;
}
