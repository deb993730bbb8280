#include "options.h"

#include "command_line.h"
#include "error.h"
#include "rubric.h"
#include "sandbox/layers.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

static int parse_seed(const char *text, struct options *options)
{
    size_t n = strspn(text, "0123456789");
    unsigned long long seed =
        n > 0 && n < 18 && !text[n] ? strtoull(text, NULL, 10) : OPTIONS_MAX_SEED + 1;
    if (seed > OPTIONS_MAX_SEED)
        return usage_error("--seed wants a whole number below 2^53, not '%s'", text);
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
    return usage_error("--color wants auto, always or never, not '%s'", text);
}

static int parse_hidden(const char *text, enum export_hidden *hidden)
{
    static const char *const names[] = {[EXPORT_HIDDEN_SCORE] = "score",
                                        [EXPORT_HIDDEN_NONE] = "none",
                                        [EXPORT_HIDDEN_NAMES] = "names"};
    for (int i = 0; i <= EXPORT_HIDDEN_NAMES; i++)
        if (strcmp(text, names[i]) == 0) {
            *hidden = (enum export_hidden)i;
            return 0;
        }
    return usage_error("--hidden wants none, score or names, not '%s'", text);
}

static int parse_tasks(const char *text, unsigned *tasks)
{
    char ids[RUBRIC_TASKS * 16] = "";
    const char *unknown;
    size_t length;
    if (rubric_tasks_parse(text, tasks, &unknown, &length) == 0)
        return 0;
    for (int t = 0; t < RUBRIC_TASKS; t++) {
        if (t > 0)
            strcat(ids, ", ");
        strcat(ids, rubric[t].id);
    }
    return usage_error("--task: there is no task '%.*s', only %s", (int)length, unknown,
                       ids);
}

static int parse_layers(const char *option, const char *text, unsigned *set)
{
    char names[80];
    const char *unknown;
    size_t length;
    if (layers_parse(text, set, &unknown, &length) == 0)
        return 0;
    layers_text(~0U, names, sizeof names);
    return usage_error("%s: there is no layer '%.*s', only %s, or none", option,
                       (int)length, unknown, names);
}

/* The options that have no letter; an option's place in this list is its bit in a set. */
enum {
    OPTION_JSON = UCHAR_MAX + 1,
    OPTION_FIXTURES,
    OPTION_TASK,
    OPTION_SINCE,
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
    OPTION_CC,
    OPTION_BELL,
    OPTION_NOTIFY,
    OPTION_VERBOSE,
    OPTION_QUIET,
    OPTION_HELP,
    OPTION_OUTPUT, /* from here on, not those of grade */
    OPTION_VIEWER,
    OPTION_FORMAT,
    OPTION_PREFIX,
    OPTION_HIDDEN
};

#define BIT(option) (1UL << ((option)-OPTION_JSON))
#define ALL_OPTIONS (BIT(OPTION_HELP) - 1)

/* ':' tells a missing argument from an unknown option. */
static const char short_options[] = ":hvqo:";

static const struct option long_options[] = {
    {"json", required_argument, NULL, OPTION_JSON},
    {"fixtures", required_argument, NULL, OPTION_FIXTURES},
    {"task", required_argument, NULL, OPTION_TASK},
    {"since", required_argument, NULL, OPTION_SINCE},
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
    {"bell", no_argument, NULL, OPTION_BELL},
    {"notify", no_argument, NULL, OPTION_NOTIFY},
    {"verbose", no_argument, NULL, OPTION_VERBOSE},
    {"quiet", no_argument, NULL, OPTION_QUIET},
    {"help", no_argument, NULL, OPTION_HELP},
    {"output", required_argument, NULL, OPTION_OUTPUT},
    {"viewer", required_argument, NULL, OPTION_VIEWER},
    {"format", required_argument, NULL, OPTION_FORMAT},
    {"prefix", required_argument, NULL, OPTION_PREFIX},
    {"hidden", required_argument, NULL, OPTION_HIDDEN},
    {NULL, 0, NULL, 0},
};

/* A command: what it is called, what stands behind it, and which options it takes. */
static const struct syntax {
    const char *name;
    enum command command;
    const char *operand; /* "the folder of a submission"; NULL: it takes none */
    const char *kind;    /* "folder": as which a second operand is refused */
    bool optional;
    unsigned long options; /* bits; --help is always taken */
} commands[] = {
    {"grade", COMMAND_GRADE, "the folder of a submission", "folder", false,
     ALL_OPTIONS & ~(BIT(OPTION_BELL) | BIT(OPTION_NOTIFY))},
    {"watch", COMMAND_WATCH, "the folder of a submission", "folder", false,
     ALL_OPTIONS & ~(BIT(OPTION_PASS) | BIT(OPTION_SINCE))},
    {"explain", COMMAND_EXPLAIN, "a task or cause", "task or cause", true,
     BIT(OPTION_FIXTURES) | BIT(OPTION_COLOR) | BIT(OPTION_ASCII)},
    {"doctor", COMMAND_DOCTOR, NULL, NULL, true,
     BIT(OPTION_REQUIRE) | BIT(OPTION_CC) | BIT(OPTION_COLOR) | BIT(OPTION_ASCII)},
    {"report", COMMAND_REPORT, "a results.json", "results.json", false,
     BIT(OPTION_OUTPUT) | BIT(OPTION_VIEWER)},
    {"export", COMMAND_EXPORT, "a results.json", "results.json", false,
     BIT(OPTION_FORMAT) | BIT(OPTION_OUTPUT) | BIT(OPTION_PREFIX) | BIT(OPTION_HIDDEN)},
};

static int letter_option(int letter)
{
    switch (letter) {
    case 'v': return OPTION_VERBOSE;
    case 'q': return OPTION_QUIET;
    case 'h': return OPTION_HELP;
    case 'o': return OPTION_OUTPUT;
    default: return letter;
    }
}

static int take_option(struct options *options, int option)
{
    switch (option) {
    case OPTION_JSON: return command_line_text("--json", optarg, &options->json);
    case OPTION_FIXTURES:
        return command_line_text("--fixtures", optarg, &options->fixtures);
    case OPTION_TASK: return parse_tasks(optarg, &options->tasks);
    case OPTION_SINCE: return command_line_text("--since", optarg, &options->since);
    case OPTION_JOBS:
        return command_line_number("--jobs", optarg, 1, OPTIONS_MAX_JOBS, &options->jobs);
    case OPTION_PASS:
        return command_line_number("--pass", optarg, 0, RUBRIC_POINTS, &options->pass);
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
    case OPTION_CC: return command_line_text("--cc", optarg, &options->compiler);
    case OPTION_OUTPUT: return command_line_text("--output", optarg, &options->output);
    case OPTION_VIEWER: return command_line_text("--viewer", optarg, &options->viewer);
    case OPTION_FORMAT: return command_line_text("--format", optarg, &options->format);
    case OPTION_PREFIX: options->prefix = optarg; return 0;
    case OPTION_HIDDEN: return parse_hidden(optarg, &options->hidden);
    case OPTION_BELL: options->bell = true; return 0;
    case OPTION_NOTIFY: options->notify = true; return 0;
    case OPTION_VERBOSE: options->verbose = true; return 0;
    case OPTION_QUIET: options->quiet = true; return 0;
    default: options->help = true; return 0;
    }
}

/* Reads options up to --help. */
static int parse_options(struct options *options, const struct syntax *syntax, int argc,
                         char **argv)
{
    int letter;
    optind = 1;
    opterr = 0;
    while (!options->help &&
           (letter = getopt_long(argc, argv, short_options, long_options, NULL)) != -1) {
        int option = letter_option(letter);
        if (letter == '?' || letter == ':')
            return command_line_refused(letter, argv);
        if (option != OPTION_HELP && !(syntax->options & BIT(option)))
            return usage_error("%s does not take --%s", syntax->name,
                               command_line_option(long_options, option));
        if (take_option(options, option) != 0)
            return -1;
    }
    return 0;
}

static int parse_operand(const struct syntax *syntax, int argc, char **argv,
                         const char **operand)
{
    if (!syntax->operand && optind < argc)
        return usage_error("%s takes no argument, '%s' is one", syntax->name,
                           argv[optind]);
    if (optind == argc)
        return syntax->optional
                   ? 0
                   : usage_error("%s wants %s", syntax->name, syntax->operand);
    if (optind + 1 < argc)
        return usage_error("%s wants one %s, '%s' is a second", syntax->name,
                           syntax->kind, argv[optind + 1]);
    return command_line_text(syntax->name, argv[optind], operand);
}

/* `export --format help` is about no file. */
static bool asks_for_formats(const struct options *options)
{
    return options->command == COMMAND_EXPORT && options->format &&
           strcmp(options->format, "help") == 0;
}

static int parse_command(struct options *options, const struct syntax *syntax, int argc,
                         char **argv)
{
    options->command = syntax->command;
    if (parse_options(options, syntax, argc, argv) != 0)
        return -1;
    if (options->help || asks_for_formats(options))
        return 0;
    if (parse_operand(syntax, argc, argv, &options->operand) != 0)
        return -1;
    if (options->command == COMMAND_REPORT && !options->output)
        return usage_error("report wants -o FILE, where the page goes");
    if (options->command == COMMAND_EXPORT && !options->format)
        return error("export wants --format NAME; --format help lists them");
    if (options->verbose && options->quiet)
        return usage_error("--verbose and --quiet exclude each other");
    return 0;
}

int options_parse(struct options *options, int argc, char **argv)
{
    *options = (struct options){.command = COMMAND_HELP, .pass = -1};
    if (argc < 2)
        return usage_error("a command is missing");
    const char *command = argv[1];
    if (strcmp(command, "--help") == 0 || strcmp(command, "-h") == 0)
        return 0;
    if (strcmp(command, "--version") == 0) {
        options->command = COMMAND_VERSION;
        return 0;
    }
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
        if (strcmp(command, commands[i].name) == 0)
            return parse_command(options, &commands[i], argc - 1, argv + 1);
    return usage_error("unknown %s '%s'", command[0] == '-' ? "option" : "command",
                       command);
}
