#include "cores.h"
#include "doctor.h"
#include "error.h"
#include "explain.h"
#include "export_command.h"
#include "fixture_cache.h"
#include "grade.h"
#include "notify.h"
#include "options.h"
#include "report/page.h"
#include "report/progress.h"
#include "report/report.h"
#include "report/standing.h"
#include "standard_output.h"
#include "terminal.h"
#include "watch.h"

#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { EXIT_GRADED, EXIT_BELOW_PASS, EXIT_USAGE, EXIT_GRADER_FAILED };
enum { EXIT_UNFIT = EXIT_BELOW_PASS }; /* of the doctor */

enum { WIDEST = 80, NARROWEST = 40 };

/* Without this, a file that is opened later would become a closed stdout and receive the report.
 * What stands in for it fails when it is used. */
static int occupy_standard_descriptors(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0 &&
            open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) < 0)
            return -1;
    return 0;
}

/* ---- how the terminal is drawn to ---- */

static bool wants_colour(enum colour_choice choice)
{
    const char *no_color = getenv("NO_COLOR"), *terminal = getenv("TERM");
    if (choice != COLOUR_AUTO)
        return choice == COLOUR_ALWAYS;
    return isatty(STDOUT_FILENO) && !(no_color && no_color[0]) && terminal &&
           strcmp(terminal, "dumb") != 0;
}

static int report_columns(void)
{
    int columns = terminal_columns(STDOUT_FILENO, WIDEST);
    if (columns > WIDEST)
        return WIDEST;
    return columns < NARROWEST ? NARROWEST : columns;
}

static struct terminal_style terminal_style(const struct options *options)
{
    /* LC_CTYPE alone: another LC_NUMERIC would change how numbers are read and printed. */
    setlocale(LC_CTYPE, "");
    return (struct terminal_style){
        .colour = wants_colour(options->colour),
        .utf8 = !options->ascii && strcmp(nl_langinfo(CODESET), "UTF-8") == 0,
        .verbose = options->verbose,
        .columns = report_columns(),
    };
}

/* ---- what comes out ---- */

static int save_json(const struct result *result, const char *path)
{
    char *text = report_json(result);
    int status = text ? 0 : -1;
    if (text && strcmp(path, "-") == 0) {
        fputs(text, stdout);
        status = standard_output_flush();
    } else if (text)
        status = report_save(path, text);
    free(text);
    return status;
}

/* What is there when the grader does not come to its end. */
static int save_draft(void *context, const struct result *result)
{
    const char *path = context;
    char *text = report_json(result);
    int status = text ? report_save_draft(path, text) : -1;
    free(text);
    return status;
}

static bool draws_report(const struct options *options)
{
    return !options->quiet && !(options->json && strcmp(options->json, "-") == 0);
}

/* The JSON comes first, so that it is there whatever becomes of the terminal. */
static int write_reports(const struct result *result, const struct options *options,
                         const struct terminal_style *style)
{
    if (options->json && save_json(result, options->json) != 0)
        return -1;
    if (options->json && strcmp(options->json, "-") == 0)
        return 0;
    if (options->quiet)
        printf("%d / %d\n", result->score, result->max_score);
    else
        report_terminal(result, style, stdout);
    return standard_output_flush();
}

/* ---- grading ---- */

static uint64_t random_seed(void)
{
    uint64_t seed;
    randombytes_buf(&seed, sizeof seed);
    return seed & OPTIONS_MAX_SEED;
}

static struct grade_options grade_options(const struct options *options,
                                          const struct fixture_set *fixtures,
                                          struct progress *progress)
{
    /* A run of watch is soon followed by the next: its file is that of the last whole one. */
    bool drafts = options->json && strcmp(options->json, "-") != 0 &&
                  options->command == COMMAND_GRADE;
    return (struct grade_options){
        .submission = options->operand,
        .tasks = options->tasks,
        .staff = options->staff,
        .sanitize = options->sanitize,
        /* A hidden set is worth stealing, and what it decides worth forging. */
        .required = options->has_required ? options->required
                    : fixtures->hidden    ? SANDBOX_LANDLOCK | SANDBOX_SECCOMP
                                          : 0,
        .without = options->without,
        .seed = options->has_seed ? options->seed : random_seed(),
        .build = {.compiler = options->compiler,
                  .jobs = options->jobs ? options->jobs : cores_online(OPTIONS_MAX_JOBS)},
        .progress = options->quiet ? NULL : progress_show,
        .progress_context = progress,
        .task_done = drafts ? save_draft : NULL,
        .task_done_context = (void *)options->json};
}

static int grade_with(const struct options *options,
                      const struct installation *installation,
                      const struct fixture_set *fixtures)
{
    const struct terminal_style style = terminal_style(options);
    struct result result;
    struct standing then, now;
    enum standing_read since = STANDING_NONE;
    struct progress progress;
    /* Read before this run writes to the same file. */
    if (options->since)
        since = standing_read(&then, options->since);
    if (since == STANDING_REFUSED)
        return EXIT_USAGE;
    progress_start(&progress, stderr);
    const struct grade_options grade = grade_options(options, fixtures, &progress);
    int status = grade_submission(&result, installation, fixtures, &grade);
    progress_clear(&progress);
    if (status != 0)
        return status == SUBMISSION_REFUSED ? EXIT_USAGE : EXIT_GRADER_FAILED;
    status = write_reports(&result, options, &style);
    if (status == 0 && options->since && draws_report(options)) {
        now = standing_of(&result);
        report_changes(since == STANDING_READ ? &then : NULL, &now, &style, stdout);
        status = standard_output_flush();
    }
    status = status != 0                    ? EXIT_GRADER_FAILED
             : result.score < options->pass ? EXIT_BELOW_PASS
                                            : EXIT_GRADED;
    result_release(&result);
    return status;
}

/* What a run of watch_submission() writes with. */
struct watched {
    const struct options *options;
    const struct terminal_style *style;
    struct progress *progress;
};

static int report_watched(void *context, const struct result *result, bool whole,
                          const struct standing *earlier)
{
    const struct watched *watched = context;
    progress_clear(watched->progress);
    if (!whole) {
        report_terminal(result, watched->style, stdout);
        return standard_output_flush();
    }
    if (write_reports(result, watched->options, watched->style) != 0)
        return -1;
    if (earlier && draws_report(watched->options)) {
        const struct standing now = standing_of(result);
        report_changes(earlier, &now, watched->style, stdout);
    }
    return standard_output_flush();
}

static int watch_with(const struct options *options,
                      const struct installation *installation,
                      const struct fixture_set *fixtures)
{
    const struct terminal_style style = terminal_style(options);
    const char *terminal = getenv("TERM");
    struct progress progress;
    struct watched watched = {options, &style, &progress};
    progress_start(&progress, stderr);
    const struct grade_options grade = grade_options(options, fixtures, &progress);
    const struct watch_options watch = {.grade = &grade,
                                        .installation = installation,
                                        .fixtures = fixtures,
                                        .clears = isatty(STDOUT_FILENO) && terminal &&
                                                  strcmp(terminal, "dumb") != 0,
                                        .silent = !draws_report(options),
                                        .bell = options->bell && isatty(STDOUT_FILENO),
                                        .notify = options->notify && notify_available(),
                                        .report = report_watched,
                                        .context = &watched};
    switch (watch_submission(&watch)) {
    case WATCH_ENDED: return EXIT_GRADED;
    case WATCH_REFUSED: return EXIT_USAGE;
    default: return EXIT_GRADER_FAILED;
    }
}

/* Grades once, or watches. */
static int run_grade(const struct options *options)
{
    struct installation installation = {.jail = NULL};
    struct fixture_set fixtures = {.name = NULL};
    int status = EXIT_GRADER_FAILED;

    if (options->json && strcmp(options->json, "-") != 0 &&
        report_check_destination(options->json) != 0)
        return EXIT_GRADER_FAILED;
    if (installation_find(&installation) != 0)
        return EXIT_GRADER_FAILED;
    const char *folder = options->fixtures ? options->fixtures : installation.fixtures;
    if (!folder)
        error("no 'fixtures/public' beside or above the program: name a set, --fixtures "
              "DIR");
    else if (fixture_cache_load(&fixtures, folder) == 0)
        status = options->command == COMMAND_WATCH
                     ? watch_with(options, &installation, &fixtures)
                     : grade_with(options, &installation, &fixtures);
    fixture_set_release(&fixtures);
    installation_release(&installation);
    return status;
}

static int run_explain(const struct options *options)
{
    const struct terminal_style style = terminal_style(options);
    struct installation installation = {.jail = NULL};
    struct fixture_set fixtures = {.name = NULL};
    struct misconceptions known = {.n = 0};
    int status = EXIT_GRADER_FAILED;

    if (installation_find(&installation) == 0) {
        const char *folder =
            options->fixtures ? options->fixtures : installation.fixtures;
        if (!folder)
            error("no 'fixtures/public' beside or above the program: name a set, "
                  "--fixtures DIR");
        else if (fixture_cache_load(&fixtures, folder) == 0 &&
                 fixture_cache_misconceptions(&fixtures, &known) == 0)
            status = explain(options->operand, &known, &style, stdout) == 0 ? EXIT_GRADED
                                                                            : EXIT_USAGE;
    }
    if (status == EXIT_GRADED && standard_output_flush() != 0)
        status = EXIT_GRADER_FAILED;
    misconceptions_release(&known);
    fixture_set_release(&fixtures);
    installation_release(&installation);
    return status;
}

static int run_doctor(const struct options *options)
{
    const struct terminal_style style = terminal_style(options);
    struct installation installation = {.jail = NULL};
    struct examination examination = {.n = 0};
    int status = EXIT_GRADER_FAILED;

    if (installation_find(&installation) == 0 &&
        examine(&examination, &installation, options->compiler, options->required) == 0) {
        report_examination(&examination, &style, stdout);
        status = examination.fit ? EXIT_GRADED : EXIT_UNFIT;
    }
    if (standard_output_flush() != 0)
        status = EXIT_GRADER_FAILED;
    installation_release(&installation);
    return status;
}

static int save_page(const char *viewer, const char *data, const char *path)
{
    char *text = page_text(viewer, data);
    int status = text ? report_save(path, text) : -1;
    free(text);
    return status == 0 ? EXIT_GRADED : EXIT_GRADER_FAILED;
}

static int run_report(const struct options *options)
{
    struct installation installation = {.jail = NULL};
    int status = EXIT_GRADER_FAILED;
    char *data = page_data(options->operand);
    if (!data)
        return EXIT_USAGE;
    if (options->viewer)
        status = save_page(options->viewer, data, options->output);
    else if (installation_find(&installation) == 0 && !installation.viewer)
        error("no 'viewer.html' beside the program: run 'make viewer'");
    else if (installation.viewer)
        status = save_page(installation.viewer, data, options->output);
    installation_release(&installation);
    free(data);
    return status;
}

static int print_text(const char *text)
{
    fputs(text, stdout);
    return standard_output_flush() == 0 ? EXIT_GRADED : EXIT_GRADER_FAILED;
}

int main(int argc, char **argv)
{
    struct options options;

    if (occupy_standard_descriptors() != 0)
        return EXIT_GRADER_FAILED;
    signal(SIGPIPE, SIG_IGN); /* a worker or a reader that is gone is an error, no end */
    signal(SIGXFSZ, SIG_IGN); /* and so is a file at its limit */
    if (options_parse(&options, argc, argv) != 0)
        return EXIT_USAGE;
    if (options.help)
        return print_text(options_help(options.command));
    switch (options.command) {
    case COMMAND_VERSION: return print_text("gradecheck " GRADECHECK_VERSION "\n");
    case COMMAND_GRADE:
    case COMMAND_WATCH: return run_grade(&options);
    case COMMAND_EXPLAIN: return run_explain(&options);
    case COMMAND_DOCTOR: return run_doctor(&options);
    case COMMAND_REPORT: return run_report(&options);
    case COMMAND_EXPORT: return export_command(&options);
    default: return print_text(options_help(options.command));
    }
}
