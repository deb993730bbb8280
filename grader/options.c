#include "options.h"

#include "error.h"
#include "rubric.h"
#include "sandbox/layers.h"

#include <getopt.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

static const char try_help[] = "try 'gradecheck --help'";

static const char help[] =
    "Usage: gradecheck grade FOLDER [options]\n"
    "       gradecheck explain [TASK|CAUSE] [options]\n"
    "       gradecheck doctor [options]\n"
    "       gradecheck --help | --version\n"
    "\n"
    "Grades a submission of the backpropagation exercise, a folder of .c and .h\n"
    "files: compiles it, calls its functions, compares what they compute, and gives\n"
    "points.\n"
    "\n"
    "  gradecheck grade student_template                  the report on the terminal\n"
    "  gradecheck grade student_template --task forward   one task alone\n"
    "  gradecheck grade --help                            every option\n"
    "  gradecheck explain cost                            a task, its formula\n"
    "  gradecheck explain delta-sign                      a cause that a report names\n"
    "  gradecheck doctor                                  what this machine offers\n";

static const char explain_help[] =
    "Usage: gradecheck explain [TASK|CAUSE] [options]\n"
    "\n"
    "Explains a task of the exercise (its formula, the topic of the lecture, what\n"
    "usually goes wrong), or a cause that a report names (what happened, the formula,\n"
    "how it comes about, what to try). Without a name: all tasks.\n"
    "\n"
    "  --fixtures DIR  the set whose causes are known (default: the public set)\n"
    "  --color WHEN    auto (default), always or never; auto honours NO_COLOR\n"
    "  --ascii         draw without UTF-8 (default: as the locale says)\n"
    "  -h, --help      this text\n";

static const char doctor_help[] =
    "Usage: gradecheck doctor [options]\n"
    "\n"
    "Tries what grading needs on this machine: compiler, linker, a worker that\n"
    "answers, sanitizers, and the layers that hold student code. Says what is\n"
    "missing, and how to get it.\n"
    "\n"
    "  --require LIST  layers that have to be in force (landlock,seccomp)\n"
    "  --cc NAME       the compiler (default: the first of gcc, cc, clang)\n"
    "  --color WHEN    auto (default), always or never; auto honours NO_COLOR\n"
    "  --ascii         draw without UTF-8 (default: as the locale says)\n"
    "  -h, --help      this text\n"
    "\n"
    "Exit status: 0 all is there; 1 something needed or required is missing; 2 a\n"
    "wrong command line; 3 it could not be found out.\n";

static const char grade_help[] =
    "Usage: gradecheck grade FOLDER [options]\n"
    "\n"
    "  --task ID       this task alone, as in --task gradient\n"
    "  --json FILE     write the results as JSON, too; -: to stdout, and no report\n"
    "  --fixtures DIR  the cases to grade with (default: the public set)\n"
    "  --staff         show inputs and expected values of a hidden set, too\n"
    "  --sanitize      name the line at which ASan or UBSan stops in a failing task\n"
    "  --pass N        exit with 1 when the score is below N points\n"
    "  --seed N        draw the inputs of random checks again as in a run before\n"
    "  --require LIST  no mark unless these layers hold the code (landlock,seccomp);\n"
    "                  default: none, and those two with a hidden set\n"
    "  --without LIST  leave layers out, to see what they do\n"
    "  --no-sandbox    leave all layers out but limits\n"
    "  --jobs N        compile N files at once (default: one for each core)\n"
    "  --cc NAME       the compiler (default: the first of gcc, cc, clang)\n"
    "  --color WHEN    auto (default), always or never; auto honours NO_COLOR\n"
    "  --ascii         draw without UTF-8 (default: as the locale says)\n"
    "  -v, --verbose   every failing case, warnings, what the submission printed\n"
    "  -q, --quiet     the score alone\n"
    "  -h, --help      this text\n"
    "\n"
    "Exit status: 0 graded; 1 graded, below --pass; 2 a wrong command line or no\n"
    "submission; 3 the grader itself failed and gave no mark.\n";

const char *options_help(enum command command)
{
    return command == COMMAND_GRADE_HELP     ? grade_help
           : command == COMMAND_EXPLAIN_HELP ? explain_help
           : command == COMMAND_DOCTOR_HELP  ? doctor_help
                                             : help;
}

/* The parser for all numbers but a seed: decimal digits alone, min..max. What strtol() cannot hold becomes
 * LONG_MAX, which is over any max. */
static int parse_number(const char *option, const char *text, int min, int max,
                        int *value)
{
    char *end = NULL;
    long number = text[0] >= '0' && text[0] <= '9' ? strtol(text, &end, 10) : -1;
    if (!end || *end != '\0' || number < min || number > max)
        return error("%s wants a whole number from %d to %d, not '%s'; %s", option, min,
                     max, text, try_help);
    *value = (int)number;
    return 0;
}

static int parse_seed(const char *text, struct options *options)
{
    size_t n = strspn(text, "0123456789");
    unsigned long long seed =
        n > 0 && n < 18 && !text[n] ? strtoull(text, NULL, 10) : OPTIONS_MAX_SEED + 1;
    if (seed > OPTIONS_MAX_SEED)
        return error("--seed wants a whole number below 2^53, not '%s'; %s", text,
                     try_help);
    options->seed = seed;
    options->has_seed = true;
    return 0;
}

static int parse_colour(const char *text, enum colour_choice *colour)
{
    static const char *const names[] = {
        [COLOUR_AUTO] = "auto", [COLOUR_ALWAYS] = "always", [COLOUR_NEVER] = "never"};
    for (int i = 0; i <= COLOUR_NEVER; i++)
        if (strcmp(text, names[i]) == 0) {
            *colour = (enum colour_choice)i;
            return 0;
        }
    return error("--color wants auto, always or never, not '%s'; %s", text, try_help);
}

static int parse_task(const char *text, const char **task)
{
    char ids[RUBRIC_TASKS * 16] = "";
    int index = rubric_task_index(text);
    if (index >= 0) {
        *task = rubric[index].id;
        return 0;
    }
    for (int t = 0; t < RUBRIC_TASKS; t++) {
        if (t > 0)
            strcat(ids, ", ");
        strcat(ids, rubric[t].id);
    }
    return error("--task: there is no task '%s', only %s; %s", text, ids, try_help);
}

static int parse_layers(const char *option, const char *text, unsigned *set)
{
    char names[80];
    const char *unknown;
    size_t length;
    if (layers_parse(text, set, &unknown, &length) == 0)
        return 0;
    layers_text(~0U, names, sizeof names);
    return error("%s: there is no layer '%.*s', only %s, or none; %s", option,
                 (int)length, unknown, names, try_help);
}

static int parse_text(const char *option, const char *text, const char **value)
{
    if (text[0] == '\0')
        return error("%s wants a name, not an empty one; %s", option, try_help);
    *value = text;
    return 0;
}

enum {
    OPTION_JSON = UCHAR_MAX + 1,
    OPTION_FIXTURES,
    OPTION_TASK,
    OPTION_JOBS,
    OPTION_PASS,
    OPTION_SEED,
    OPTION_COLOR,
    OPTION_ASCII,
    OPTION_STAFF,
    OPTION_SANITIZE,
    OPTION_REQUIRE,
    OPTION_WITHOUT,
    OPTION_NO_SANDBOX,
    OPTION_CC
};

/* ':' tells a missing argument from an unknown option. */
static const char short_options[] = ":hvq";

static const struct option long_options[] = {
    {"json", required_argument, NULL, OPTION_JSON},
    {"fixtures", required_argument, NULL, OPTION_FIXTURES},
    {"task", required_argument, NULL, OPTION_TASK},
    {"jobs", required_argument, NULL, OPTION_JOBS},
    {"pass", required_argument, NULL, OPTION_PASS},
    {"seed", required_argument, NULL, OPTION_SEED},
    {"color", required_argument, NULL, OPTION_COLOR},
    {"ascii", no_argument, NULL, OPTION_ASCII},
    {"staff", no_argument, NULL, OPTION_STAFF},
    {"sanitize", no_argument, NULL, OPTION_SANITIZE},
    {"require", required_argument, NULL, OPTION_REQUIRE},
    {"without", required_argument, NULL, OPTION_WITHOUT},
    {"no-sandbox", no_argument, NULL, OPTION_NO_SANDBOX},
    {"cc", required_argument, NULL, OPTION_CC},
    {"verbose", no_argument, NULL, 'v'},
    {"quiet", no_argument, NULL, 'q'},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
};

static int take_option(struct options *options, int option)
{
    switch (option) {
    case OPTION_JSON: return parse_text("--json", optarg, &options->json);
    case OPTION_FIXTURES: return parse_text("--fixtures", optarg, &options->fixtures);
    case OPTION_TASK: return parse_task(optarg, &options->task);
    case OPTION_JOBS:
        return parse_number("--jobs", optarg, 1, OPTIONS_MAX_JOBS, &options->jobs);
    case OPTION_PASS:
        return parse_number("--pass", optarg, 0, RUBRIC_POINTS, &options->pass);
    case OPTION_SEED: return parse_seed(optarg, options);
    case OPTION_COLOR: return parse_colour(optarg, &options->colour);
    case OPTION_ASCII: options->ascii = true; return 0;
    case OPTION_STAFF: options->staff = true; return 0;
    case OPTION_SANITIZE: options->sanitize = true; return 0;
    case OPTION_REQUIRE:
        options->has_required = true;
        return parse_layers("--require", optarg, &options->required);
    case OPTION_WITHOUT: return parse_layers("--without", optarg, &options->without);
    case OPTION_NO_SANDBOX: options->without = ~0U; return 0;
    case OPTION_CC: return parse_text("--cc", optarg, &options->compiler);
    case 'v': options->verbose = true; return 0;
    case 'q': options->quiet = true; return 0;
    default: options->command = COMMAND_HELP; return 0;
    }
}

/* What getopt_long() did not take, in words. The argument stands before optind, except within a
 * bundle of short options. */
static int refuse_option(int kind, char **argv)
{
    const char short_name[] = {'-', (char)optopt, '\0'};
    const char *name = optopt > 0 && optopt <= UCHAR_MAX ? short_name : argv[optind - 1];
    if (kind == ':')
        return error("%s wants an argument; %s", name, try_help);
    if (optopt > UCHAR_MAX)
        return error("%.*s takes no argument; %s", (int)strcspn(name, "="), name,
                     try_help);
    return error("unknown option '%s'; %s", name, try_help);
}

/* Reads the options of a command, HELP being what --help asks for. Returns 0, 1 where --help was
 * asked for, or -1 after one error line. */
static int parse_options(struct options *options, enum command help_command, int argc,
                         char **argv)
{
    int option;
    optind = 1;
    opterr = 0;
    while ((option = getopt_long(argc, argv, short_options, long_options, NULL)) != -1) {
        int status = option == '?' || option == ':' ? refuse_option(option, argv)
                                                    : take_option(options, option);
        if (status != 0)
            return -1;
        if (options->command == COMMAND_HELP) {
            options->command = help_command;
            return 1;
        }
    }
    return 0;
}

static int parse_explain(struct options *options, int argc, char **argv)
{
    int status = parse_options(options, COMMAND_EXPLAIN_HELP, argc, argv);
    if (status != 0)
        return status < 0 ? -1 : 0;
    if (options->json || options->task || options->compiler || options->jobs ||
        options->has_required || options->without || options->pass >= 0 ||
        options->has_seed || options->staff || options->sanitize || options->verbose ||
        options->quiet)
        return error("explain takes --fixtures, --color and --ascii alone; %s", try_help);
    if (optind + 1 < argc)
        return error("explain wants one task or cause, '%s' is a second; %s",
                     argv[optind + 1], try_help);
    return optind == argc ? 0 : parse_text("explain", argv[optind], &options->topic);
}

static int parse_doctor(struct options *options, int argc, char **argv)
{
    int status = parse_options(options, COMMAND_DOCTOR_HELP, argc, argv);
    if (status != 0)
        return status < 0 ? -1 : 0;
    if (options->json || options->task || options->fixtures || options->jobs ||
        options->without || options->pass >= 0 || options->has_seed || options->staff ||
        options->sanitize || options->verbose || options->quiet)
        return error("doctor takes --require, --cc, --color and --ascii alone; %s",
                     try_help);
    return optind == argc ? 0
                          : error("doctor takes no argument, '%s' is one; %s",
                                  argv[optind], try_help);
}

static int parse_grade(struct options *options, int argc, char **argv)
{
    int status = parse_options(options, COMMAND_GRADE_HELP, argc, argv);
    if (status != 0)
        return status < 0 ? -1 : 0;
    if (optind == argc)
        return error("grade wants the folder of a submission; %s", try_help);
    if (optind + 1 < argc)
        return error("grade wants one folder, '%s' is a second; %s", argv[optind + 1],
                     try_help);
    if (options->verbose && options->quiet)
        return error("--verbose and --quiet exclude each other; %s", try_help);
    return parse_text("grade", argv[optind], &options->submission);
}

int options_parse(struct options *options, int argc, char **argv)
{
    *options = (struct options){.command = COMMAND_HELP, .pass = -1};
    if (argc < 2)
        return error("a command is missing; %s", try_help);
    const char *command = argv[1];
    if (strcmp(command, "--help") == 0 || strcmp(command, "-h") == 0)
        return 0;
    if (strcmp(command, "--version") == 0) {
        options->command = COMMAND_VERSION;
        return 0;
    }
    if (strcmp(command, "grade") == 0) {
        options->command = COMMAND_GRADE;
        return parse_grade(options, argc - 1, argv + 1);
    }
    if (strcmp(command, "explain") == 0) {
        options->command = COMMAND_EXPLAIN;
        return parse_explain(options, argc - 1, argv + 1);
    }
    if (strcmp(command, "doctor") == 0) {
        options->command = COMMAND_DOCTOR;
        return parse_doctor(options, argc - 1, argv + 1);
    }
    if (command[0] == '-')
        return error("unknown option '%s'; %s", command, try_help);
    return error("unknown command '%s'; %s", command, try_help);
}
