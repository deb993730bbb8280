/* test_options.c: command lines, good and bad, with their exact error lines. */
#include "options.h"
#include "sandbox/layers.h"
#include "suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MAX_WORDS = 12 };

/* Splits LINE at its spaces into argv; '' is an empty word. */
static int split(char *line, char **argv)
{
    static char empty[] = "", program[] = "gradecheck";
    int argc = 0;
    char *rest = NULL;
    argv[argc++] = program;
    for (char *word = strtok_r(line, " ", &rest); word; word = strtok_r(NULL, " ", &rest))
        argv[argc++] = strcmp(word, "''") == 0 ? empty : word;
    argv[argc] = NULL;
    return argc;
}

/* ---- good lines ---- */

static const struct {
    const char *line;
    struct options options;
    const char *why;
} good[] = {
    {"--help", {.command = COMMAND_HELP, .pass = -1}, "help"},
    {"-h", {.command = COMMAND_HELP, .pass = -1}, "help"},
    {"--version", {.command = COMMAND_VERSION, .pass = -1}, "version"},
    {"grade --help",
     {.command = COMMAND_GRADE, .help = true, .pass = -1},
     "no folder is needed"},
    {"grade -h x y z",
     {.command = COMMAND_GRADE, .help = true, .pass = -1},
     "nor looked at"},
    {"grade sub", {.command = COMMAND_GRADE, .operand = "sub", .pass = -1}, "plain"},
    {"grade -- --json",
     {.command = COMMAND_GRADE, .operand = "--json", .pass = -1},
     "a folder may be called anything"},
    {"grade sub --json out.json --task gradient --jobs 4 --pass 50",
     {.command = COMMAND_GRADE,
      .operand = "sub",
      .json = "out.json",
      .tasks = 1U << 9,
      .jobs = 4,
      .pass = 50},
     "options behind the folder"},
    {"grade sub --task cost,gradient,cost",
     {.command = COMMAND_GRADE, .operand = "sub", .tasks = 1U << 7 | 1U << 9, .pass = -1},
     "a list of tasks, one of them twice"},
    {"grade --json=- --fixtures=hidden --cc=clang sub",
     {.command = COMMAND_GRADE,
      .operand = "sub",
      .json = "-",
      .fixtures = "hidden",
      .compiler = "clang",
      .pass = -1},
     "with ="},
    {"grade sub --color never --ascii --staff -v",
     {.command = COMMAND_GRADE,
      .operand = "sub",
      .pass = -1,
      .colour = COLOUR_NEVER,
      .ascii = true,
      .staff = true,
      .verbose = true},
     "style"},
    {"grade sub --color always --quiet --pass 0",
     {.command = COMMAND_GRADE, .operand = "sub", .colour = COLOUR_ALWAYS, .quiet = true},
     "style; --pass 0 is not the default"},
    {"grade sub --pass 100 --jobs 1 --jobs 1024",
     {.command = COMMAND_GRADE, .operand = "sub", .pass = 100, .jobs = 1024},
     "the last one counts; limits"},
    {"grade sub --require landlock,seccomp --without uid",
     {.command = COMMAND_GRADE,
      .operand = "sub",
      .pass = -1,
      .has_required = true,
      .required = SANDBOX_LANDLOCK | SANDBOX_SECCOMP,
      .without = SANDBOX_UID},
     "layers"},
    {"grade sub --require none --no-sandbox",
     {.command = COMMAND_GRADE,
      .operand = "sub",
      .pass = -1,
      .has_required = true,
      .without = ~0U},
     "no layers"},
    {"grade sub --since old.json",
     {.command = COMMAND_GRADE, .operand = "sub", .pass = -1, .since = "old.json"},
     "since"},
    {"watch --help", {.command = COMMAND_WATCH, .help = true, .pass = -1}, "help"},
    {"watch sub --bell --notify --task init",
     {.command = COMMAND_WATCH,
      .operand = "sub",
      .pass = -1,
      .tasks = 1U << 12,
      .bell = true,
      .notify = true},
     "watch"},
    {"doctor --help", {.command = COMMAND_DOCTOR, .help = true, .pass = -1}, "help"},
    {"doctor --require seccomp --cc clang",
     {.command = COMMAND_DOCTOR,
      .pass = -1,
      .has_required = true,
      .required = SANDBOX_SECCOMP,
      .compiler = "clang"},
     "doctor"},
    {"grade sub --seed 0 --sanitize",
     {.command = COMMAND_GRADE,
      .operand = "sub",
      .pass = -1,
      .has_seed = true,
      .sanitize = true},
     "a seed of 0 is one"},
    {"grade sub --seed 9007199254740991",
     {.command = COMMAND_GRADE,
      .operand = "sub",
      .pass = -1,
      .has_seed = true,
      .seed = OPTIONS_MAX_SEED},
     "the largest seed"},
    {"explain", {.command = COMMAND_EXPLAIN, .pass = -1}, "all tasks"},
    {"explain cost --ascii --fixtures set",
     {.command = COMMAND_EXPLAIN,
      .operand = "cost",
      .fixtures = "set",
      .pass = -1,
      .ascii = true},
     "a task"},
    {"report r.json -o p.html --viewer v.html",
     {.command = COMMAND_REPORT,
      .operand = "r.json",
      .output = "p.html",
      .viewer = "v.html",
      .pass = -1},
     "a page"},
    {"export r.json --format junit -o out.xml --hidden names --prefix work",
     {.command = COMMAND_EXPORT,
      .operand = "r.json",
      .pass = -1,
      .format = "junit",
      .output = "out.xml",
      .prefix = "work",
      .hidden = EXPORT_HIDDEN_NAMES},
     "export"},
    {"export - --format=csv --hidden none",
     {.command = COMMAND_EXPORT,
      .operand = "-",
      .pass = -1,
      .format = "csv",
      .hidden = EXPORT_HIDDEN_NONE},
     "export of stdin"},
    {"export --format help",
     {.command = COMMAND_EXPORT, .pass = -1, .format = "help"},
     "the list of formats is about no file"},
    {"explain -h", {.command = COMMAND_EXPLAIN, .help = true, .pass = -1}, "help"},
};

static void same_text(const char *got, const char *expected)
{
    ck_assert_str_eq(got ? got : "(none)", expected ? expected : "(none)");
}

START_TEST(good_line_is_read)
{
    char line[200], *argv[MAX_WORDS + 1];
    struct options got;
    const struct options *expected = &good[_i].options;
    snprintf(line, sizeof line, "%s", good[_i].line);
    int argc = split(line, argv);
    ck_assert_int_eq(options_parse(&got, argc, argv), 0);
    ck_assert_int_eq(got.command, expected->command);
    same_text(got.operand, expected->operand);
    ck_assert_int_eq(got.help, expected->help);
    same_text(got.since, expected->since);
    ck_assert_int_eq(got.bell, expected->bell);
    ck_assert_int_eq(got.notify, expected->notify);
    same_text(got.json, expected->json);
    same_text(got.fixtures, expected->fixtures);
    same_text(got.output, expected->output);
    same_text(got.viewer, expected->viewer);
    ck_assert_uint_eq(got.tasks, expected->tasks);
    same_text(got.compiler, expected->compiler);
    same_text(got.format, expected->format);
    same_text(got.prefix, expected->prefix);
    ck_assert_int_eq(got.hidden, expected->hidden);
    ck_assert_int_eq(got.has_seed, expected->has_seed);
    ck_assert_uint_eq(got.seed, expected->seed);
    ck_assert_int_eq(got.sanitize, expected->sanitize);
    ck_assert_int_eq(got.has_required, expected->has_required);
    ck_assert_uint_eq(got.required, expected->required);
    ck_assert_uint_eq(got.without, expected->without);
    ck_assert_int_eq(got.jobs, expected->jobs);
    ck_assert_int_eq(got.pass, expected->pass);
    ck_assert_int_eq(got.colour, expected->colour);
    ck_assert_int_eq(got.ascii, expected->ascii);
    ck_assert_int_eq(got.staff, expected->staff);
    ck_assert_int_eq(got.verbose, expected->verbose);
    ck_assert_int_eq(got.quiet, expected->quiet);
}
END_TEST

/* ---- bad lines ---- */

#define TRY "; try 'unit --help'\n"

static const struct {
    const char *line, *message;
} bad[] = {
    {"", "a command is missing" TRY},
    {"mark", "unknown command 'mark'" TRY},
    {"--colour", "unknown option '--colour'" TRY},
    {"grade", "grade wants the folder of a submission" TRY},
    {"grade ''", "grade wants a name, not an empty one" TRY},
    {"grade a b", "grade wants one folder, 'b' is a second" TRY},
    {"grade a --speed", "unknown option '--speed'" TRY},
    {"grade a -x", "unknown option '-x'" TRY},
    {"grade a -vx", "unknown option '-x'" TRY},
    {"grade a --json", "--json wants an argument" TRY},
    {"grade a --json ''", "--json wants a name, not an empty one" TRY},
    {"grade a --ascii=yes", "--ascii takes no argument" TRY},
    {"grade a -v -q", "--verbose and --quiet exclude each other" TRY},
    {"grade a --color red", "--color wants auto, always or never, not 'red'" TRY},
    {"grade a --jobs 0", "--jobs wants a whole number from 1 to 1024, not '0'" TRY},
    {"grade a --jobs 1025", "--jobs wants a whole number from 1 to 1024, not '1025'" TRY},
    {"grade a --jobs -3", "--jobs wants a whole number from 1 to 1024, not '-3'" TRY},
    {"grade a --jobs +3", "--jobs wants a whole number from 1 to 1024, not '+3'" TRY},
    {"grade a --jobs 3x", "--jobs wants a whole number from 1 to 1024, not '3x'" TRY},
    {"grade a --jobs 1e2", "--jobs wants a whole number from 1 to 1024, not '1e2'" TRY},
    {"grade a --jobs ''", "--jobs wants a whole number from 1 to 1024, not ''" TRY},
    {"grade a --jobs 99999999999999999999",
     "--jobs wants a whole number from 1 to 1024, not '99999999999999999999'" TRY},
    {"grade a --pass 101", "--pass wants a whole number from 0 to 100, not '101'" TRY},
    {"grade a --pass nan", "--pass wants a whole number from 0 to 100, not 'nan'" TRY},
    {"grade a --require seccomp,,uid",
     "--require: there is no layer '', only rlimits, uid, landlock, seccomp, namespaces, "
     "cgroup, or none" TRY},
    {"grade a --without uid,LANDLOCK",
     "--without: there is no layer 'LANDLOCK', only rlimits, uid, landlock, seccomp, "
     "namespaces, cgroup, or none" TRY},
    {"grade a --no-sandbox=1", "--no-sandbox takes no argument" TRY},
    {"grade a --bell", "grade does not take --bell" TRY},
    {"grade a --since ''", "--since wants a name, not an empty one" TRY},
    {"watch", "watch wants the folder of a submission" TRY},
    {"watch a b", "watch wants one folder, 'b' is a second" TRY},
    {"watch a --pass 3", "watch does not take --pass" TRY},
    {"export", "export wants a results.json" TRY},
    {"export a.json", "export wants --format NAME; --format help lists them\n"},
    {"export a.json --format csv b",
     "export wants one results.json, 'b' is a second" TRY},
    {"export a.json --format csv --hidden all",
     "--hidden wants none, score or names, not 'all'" TRY},
    {"export a.json --format csv --task cost", "export does not take --task" TRY},
    {"grade a --format csv", "grade does not take --format" TRY},
    {"watch a -v -q", "--verbose and --quiet exclude each other" TRY},
    {"doctor sub", "doctor takes no argument, 'sub' is one" TRY},
    {"doctor --json x", "doctor does not take --json" TRY},
    {"report", "report wants a results.json" TRY},
    {"report -o p.html", "report wants a results.json" TRY},
    {"report r.json", "report wants -o FILE, where the page goes" TRY},
    {"report r.json -o", "-o wants an argument" TRY},
    {"report r.json -o ''", "--output wants a name, not an empty one" TRY},
    {"report r.json -o p.html --json x", "report does not take --json" TRY},
    {"grade sub -o p.html", "grade does not take --output" TRY},
    {"explain --require uid", "explain does not take --require" TRY},
    {"grade a --task Gradient",
     "--task: there is no task 'Gradient', only sigmoid, gates, neuron, graph, chain, "
     "unroll, forward, cost, backprop, gradient, numgrad, reldiff, init, descent, "
     "predict, "
     "digits" TRY},
    {"grade a --task cost,grad,descent",
     "--task: there is no task 'grad', only sigmoid, gates, neuron, graph, chain, "
     "unroll, forward, cost, backprop, gradient, numgrad, reldiff, init, descent, "
     "predict, "
     "digits" TRY},
    {"grade a --task cost,",
     "--task: there is no task '', only sigmoid, gates, neuron, graph, chain, "
     "unroll, forward, cost, backprop, gradient, numgrad, reldiff, init, descent, "
     "predict, "
     "digits" TRY},
    {"grade a --task \x1b[2J",
     "--task: there is no task '?[2J', only sigmoid, gates, neuron, graph, chain, "
     "unroll, forward, cost, backprop, gradient, numgrad, reldiff, init, descent, "
     "predict, "
     "digits" TRY},
};

/* Runs options_parse() with stderr in a file, and returns what it wrote. */
static int parse_captured(int argc, char **argv, char *text, size_t n)
{
    struct options options;
    FILE *file = tmpfile();
    ck_assert_ptr_nonnull(file);
    fflush(stderr);
    int saved = dup(STDERR_FILENO);
    ck_assert_int_eq(dup2(fileno(file), STDERR_FILENO), STDERR_FILENO);
    int status = options_parse(&options, argc, argv);
    fflush(stderr);
    dup2(saved, STDERR_FILENO);
    close(saved);
    rewind(file);
    text[fread(text, 1, n - 1, file)] = '\0';
    fclose(file);
    return status;
}

START_TEST(bad_line_is_named)
{
    char line[200], text[600], *argv[MAX_WORDS + 1];
    snprintf(line, sizeof line, "%s", bad[_i].line);
    int argc = split(line, argv);
    ck_assert_int_eq(parse_captured(argc, argv, text, sizeof text), -1);
    const char *colon = strstr(text, ": ");
    ck_assert_ptr_nonnull(colon);
    ck_assert_str_eq(colon + 2, bad[_i].message);
}
END_TEST

START_TEST(help_fits_the_terminal)
{
    static const enum command commands[] = {COMMAND_HELP,    COMMAND_GRADE,
                                            COMMAND_EXPLAIN, COMMAND_DOCTOR,
                                            COMMAND_WATCH,   COMMAND_REPORT};
    for (const char *line = options_help(commands[_i]); *line;) {
        size_t n = strcspn(line, "\n");
        ck_assert_msg(n <= 80, "'%.*s' is wider than 80 columns", (int)n, line);
        ck_assert_msg(line[n] == '\n', "the last line is not ended");
        line += n + 1;
    }
}
END_TEST

#define N_ROWS(table) ((int)(sizeof(table) / sizeof(table)[0]))

Suite *options_suite(void)
{
    Suite *suite = suite_create("options");
    TCase *tcase = tcase_create("command line");
    tcase_add_loop_test(tcase, good_line_is_read, 0, N_ROWS(good));
    tcase_add_loop_test(tcase, bad_line_is_named, 0, N_ROWS(bad));
    tcase_add_loop_test(tcase, help_fits_the_terminal, 0, 6);
    suite_add_tcase(suite, tcase);
    return suite;
}
