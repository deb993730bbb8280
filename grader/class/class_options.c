#include "class/class_options.h"

#include "command_line.h"
#include "error.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

static int add_to_list(const char *option, const char *text, struct class_list *list)
{
    if (list->n == CLASS_MAX_LIST)
        return error("%s is given more than %d times", option, CLASS_MAX_LIST);
    if (!list->items && !(list->items = calloc(CLASS_MAX_LIST, sizeof *list->items)))
        return error("out of memory");
    return command_line_text(option, text, &list->items[list->n++]);
}

/* An option's place in this list is its bit in a set. */
enum {
    OPTION_DB = UCHAR_MAX + 1,
    OPTION_ROSTER,
    OPTION_TIMES,
    OPTION_FIXTURES,
    OPTION_KEY,
    OPTION_SETS,
    OPTION_CC,
    OPTION_JOBS,
    OPTION_PASS,
    OPTION_REGRADE,
    OPTION_ONLY,
    OPTION_DRY_RUN,
    OPTION_SLURM,
    OPTION_SHARED,
    OPTION_CHUNK,
    OPTION_SBATCH,
    OPTION_WAIT,
    OPTION_OUTPUT,
    OPTION_FORMAT,
    OPTION_POLICY,
    OPTION_INTO,
    OPTION_COLUMN,
    OPTION_ANONYMOUS,
    OPTION_ALSO,
    OPTION_TEMPLATE,
    OPTION_THRESHOLD,
    OPTION_TIME_LIMIT,
    OPTION_QUIET,
    OPTION_HELP
};

#define BIT(option) (1UL << ((option)-OPTION_DB))

/* ':' tells a missing argument from an unknown option. */
static const char short_options[] = ":hqj:o:";

static const struct option long_options[] = {
    {"db", required_argument, NULL, OPTION_DB},
    {"roster", required_argument, NULL, OPTION_ROSTER},
    {"times", required_argument, NULL, OPTION_TIMES},
    {"fixtures", required_argument, NULL, OPTION_FIXTURES},
    {"key", required_argument, NULL, OPTION_KEY},
    {"sets", required_argument, NULL, OPTION_SETS},
    {"cc", required_argument, NULL, OPTION_CC},
    {"jobs", required_argument, NULL, OPTION_JOBS},
    {"pass", required_argument, NULL, OPTION_PASS},
    {"regrade", no_argument, NULL, OPTION_REGRADE},
    {"only", required_argument, NULL, OPTION_ONLY},
    {"dry-run", no_argument, NULL, OPTION_DRY_RUN},
    {"slurm", no_argument, NULL, OPTION_SLURM},
    {"shared", required_argument, NULL, OPTION_SHARED},
    {"chunk", required_argument, NULL, OPTION_CHUNK},
    {"sbatch", required_argument, NULL, OPTION_SBATCH},
    {"wait", no_argument, NULL, OPTION_WAIT},
    {"output", required_argument, NULL, OPTION_OUTPUT},
    {"format", required_argument, NULL, OPTION_FORMAT},
    {"policy", required_argument, NULL, OPTION_POLICY},
    {"into", required_argument, NULL, OPTION_INTO},
    {"column", required_argument, NULL, OPTION_COLUMN},
    {"anonymous", no_argument, NULL, OPTION_ANONYMOUS},
    {"also", required_argument, NULL, OPTION_ALSO},
    {"template", required_argument, NULL, OPTION_TEMPLATE},
    {"threshold", required_argument, NULL, OPTION_THRESHOLD},
    {"time-limit", required_argument, NULL, OPTION_TIME_LIMIT},
    {"quiet", no_argument, NULL, OPTION_QUIET},
    {"help", no_argument, NULL, OPTION_HELP},
    {NULL, 0, NULL, 0},
};

#define GRADING                                                                       \
    (BIT(OPTION_DB) | BIT(OPTION_ROSTER) | BIT(OPTION_TIMES) | BIT(OPTION_FIXTURES) | \
     BIT(OPTION_KEY) | BIT(OPTION_SETS) | BIT(OPTION_CC) | BIT(OPTION_REGRADE) |      \
     BIT(OPTION_ONLY) | BIT(OPTION_DRY_RUN) | BIT(OPTION_QUIET))

/* A command: what it is called, what stands behind it, and which options it takes. */
static const struct syntax {
    const char *name;
    enum class_command command;
    const char *operand;    /* what it is about */
    unsigned long options;  /* bits; --help is always taken */
    unsigned long required; /* of these */
} commands[] = {
    {"grade", CLASS_GRADE, "the folder of submissions",
     GRADING | BIT(OPTION_JOBS) | BIT(OPTION_PASS), BIT(OPTION_DB)},
    {"export", CLASS_EXPORT, "a gradebook",
     BIT(OPTION_FORMAT) | BIT(OPTION_OUTPUT) | BIT(OPTION_POLICY) | BIT(OPTION_INTO) |
         BIT(OPTION_COLUMN) | BIT(OPTION_ANONYMOUS),
     BIT(OPTION_FORMAT)},
    {"report", CLASS_REPORT, "a gradebook",
     BIT(OPTION_OUTPUT) | BIT(OPTION_POLICY) | BIT(OPTION_ANONYMOUS) | BIT(OPTION_QUIET),
     BIT(OPTION_OUTPUT)},
    {"similar", CLASS_SIMILAR, "a gradebook",
     BIT(OPTION_ALSO) | BIT(OPTION_TEMPLATE) | BIT(OPTION_THRESHOLD) |
         BIT(OPTION_TIME_LIMIT) | BIT(OPTION_QUIET),
     0},
    {"submit", CLASS_SUBMIT, "the folder of submissions",
     GRADING | BIT(OPTION_JOBS) | BIT(OPTION_SLURM) | BIT(OPTION_SHARED) |
         BIT(OPTION_CHUNK) | BIT(OPTION_SBATCH),
     BIT(OPTION_DB) | BIT(OPTION_SLURM) | BIT(OPTION_SHARED)},
    {"collect", CLASS_COLLECT, "the shared folder",
     BIT(OPTION_DB) | BIT(OPTION_WAIT) | BIT(OPTION_QUIET), BIT(OPTION_DB)},
    {"work", CLASS_WORK, "a job's folder in the shared folder", BIT(OPTION_CHUNK),
     BIT(OPTION_CHUNK)},
};

static int letter_option(int letter)
{
    switch (letter) {
    case 'q': return OPTION_QUIET;
    case 'h': return OPTION_HELP;
    case 'j': return OPTION_JOBS;
    case 'o': return OPTION_OUTPUT;
    default: return letter;
    }
}

static int take_option(struct class_options *options, int option)
{
    switch (option) {
    case OPTION_DB: return command_line_text("--db", optarg, &options->db);
    case OPTION_ROSTER: return command_line_text("--roster", optarg, &options->roster);
    case OPTION_TIMES: return command_line_text("--times", optarg, &options->times);
    case OPTION_FIXTURES:
        return command_line_text("--fixtures", optarg, &options->fixtures);
    case OPTION_KEY: return command_line_text("--key", optarg, &options->key);
    case OPTION_SETS: return command_line_text("--sets", optarg, &options->sets);
    case OPTION_CC: return command_line_text("--cc", optarg, &options->compiler);
    case OPTION_JOBS:
        return command_line_number("--jobs", optarg, 1, CLASS_MAX_JOBS, &options->jobs);
    case OPTION_PASS:
        return command_line_number("--pass", optarg, 0, 100, &options->pass);
    case OPTION_REGRADE: options->regrade = true; return 0;
    case OPTION_ONLY: return add_to_list("--only", optarg, &options->only);
    case OPTION_DRY_RUN: options->dry_run = true; return 0;
    case OPTION_SLURM: options->slurm = true; return 0;
    case OPTION_SHARED: return command_line_text("--shared", optarg, &options->shared);
    case OPTION_CHUNK:
        return command_line_number("--chunk", optarg, 0, 100000, &options->chunk);
    case OPTION_SBATCH: return add_to_list("--sbatch", optarg, &options->sbatch);
    case OPTION_WAIT: options->wait = true; return 0;
    case OPTION_OUTPUT: return command_line_text("--output", optarg, &options->output);
    case OPTION_FORMAT: return command_line_text("--format", optarg, &options->format);
    case OPTION_POLICY: return command_line_text("--policy", optarg, &options->policy);
    case OPTION_INTO: return command_line_text("--into", optarg, &options->into);
    case OPTION_COLUMN: return command_line_text("--column", optarg, &options->column);
    case OPTION_ANONYMOUS: options->anonymous = true; return 0;
    case OPTION_ALSO: return add_to_list("--also", optarg, &options->also);
    case OPTION_TEMPLATE:
        return command_line_text("--template", optarg, &options->template_path);
    case OPTION_THRESHOLD:
        return command_line_number("--threshold", optarg, 1, 100, &options->threshold);
    case OPTION_TIME_LIMIT:
        return command_line_number("--time-limit", optarg, 1, 86400,
                                   &options->time_limit_s);
    case OPTION_QUIET: options->quiet = true; return 0;
    default: options->help = true; return 0;
    }
}

/* Reads options up to --help. GIVEN: the bits of those that were there. */
static int parse_options(struct class_options *options, const struct syntax *syntax,
                         int argc, char **argv, unsigned long *given)
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
        *given |= BIT(option);
    }
    return 0;
}

/* `export --format help` is about no gradebook. */
static bool asks_for_formats(const struct class_options *options)
{
    return options->format && strcmp(options->format, "help") == 0;
}

static int parse_command(struct class_options *options, const struct syntax *syntax,
                         int argc, char **argv)
{
    unsigned long given = 0;
    options->command = syntax->command;
    if (parse_options(options, syntax, argc, argv, &given) != 0)
        return -1;
    if (options->help || asks_for_formats(options))
        return 0;
    if (optind == argc)
        return usage_error("%s wants %s", syntax->name, syntax->operand);
    if (optind + 1 < argc)
        return usage_error("%s wants one argument, '%s' is a second", syntax->name,
                           argv[optind + 1]);
    for (int option = OPTION_DB; option < OPTION_HELP; option++)
        if (syntax->required & ~given & BIT(option))
            return usage_error("%s wants --%s", syntax->name,
                               command_line_option(long_options, option));
    if (options->fixtures && options->key)
        return usage_error(
            "--fixtures is a set for all, --key makes one for each student");
    return command_line_text(syntax->name, argv[optind], &options->operand);
}

int class_options_parse(struct class_options *options, int argc, char **argv)
{
    *options = (struct class_options){.command = CLASS_HELP, .pass = -1, .chunk = -1};
    if (argc < 2)
        return usage_error("a command is missing");
    const char *command = argv[1];
    if (strcmp(command, "--help") == 0 || strcmp(command, "-h") == 0)
        return 0;
    if (strcmp(command, "--version") == 0) {
        options->command = CLASS_VERSION;
        return 0;
    }
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
        if (strcmp(command, commands[i].name) == 0)
            return parse_command(options, &commands[i], argc - 1, argv + 1);
    return usage_error("unknown %s '%s'", command[0] == '-' ? "option" : "command",
                       command);
}

void class_options_release(struct class_options *options)
{
    free(options->only.items);
    free(options->sbatch.items);
    free(options->also.items);
}
