#include "sanitize.h"

#include "error.h"
#include "printable.h"
#include "session.h"
#include "toolchain.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct call_limits limits = {.cpu_ms = 5000, .wall_ms = 15000};

enum { RUNS_UNASKED = 3 }; /* enough to look at, and no long wait */

/* ---- reading what a sanitizer says ---- */

/* The first "src/NAME:LINE" in a line. */
static bool find_place(const char *line, size_t length,
                       const struct submission *submission, struct finding *finding)
{
    for (size_t i = 0; i + 4 < length; i++) {
        const char *file = line + i + 4;
        size_t n = length - i - 4;
        if (strncmp(line + i, "src/", 4) != 0)
            continue;
        const struct source *source =
            source_at(submission->sources, submission->n_sources, file, n);
        if (!source)
            source = source_at(submission->headers, submission->n_headers, file, n);
        char *name = source ? printable_name(source->name) : NULL;
        long number = source ? strtol(file + strlen(source->copy) + 1, NULL, 10) : 0;
        if (name && number > 0 && number < INT_MAX) {
            printable_cut(name, sizeof finding->file - 1);
            strcpy(finding->file, name);
            finding->line = (int)number;
        }
        free(name);
        if (finding->line > 0)
            return true;
    }
    return false;
}

/* Text up to the end of the line, without bytes that a terminal would obey. */
static void keep_words(struct finding *finding, const char *text, size_t length)
{
    char *safe = printable(text, length);
    if (safe) {
        printable_cut(safe, sizeof finding->what - 1);
        strcpy(finding->what, safe);
    }
    free(safe);
}

/* "runtime error: signed integer overflow: ..." of UBSan, at its own place; "ERROR:
 * AddressSanitizer: heap-buffer-overflow on address ..." of ASan, whose place comes below. */
static void read_line(const char *line, size_t length,
                      const struct submission *submission, struct finding *finding)
{
    static const char ubsan[] = "runtime error: ", asan[] = "AddressSanitizer: ";
    for (size_t i = 0; finding->what[0] == '\0' && i < length; i++) {
        const char *at = line + i;
        if (strncmp(at, ubsan, sizeof ubsan - 1) == 0)
            keep_words(finding, at + sizeof ubsan - 1, length - i - (sizeof ubsan - 1));
        else if (strncmp(at, asan, sizeof asan - 1) == 0)
            keep_words(finding, at + sizeof asan - 1,
                       strcspn(at + sizeof asan - 1, " \n"));
    }
    if (finding->what[0] && finding->line == 0)
        find_place(line, length, submission, finding);
}

bool sanitizer_finding(const char *text, const struct submission *submission,
                       struct finding *finding)
{
    *finding = (struct finding){.line = 0};
    while (*text && finding->line == 0) {
        size_t length = strcspn(text, "\n");
        read_line(text, length, submission, finding);
        text += length + (text[length] == '\n');
    }
    return finding->line > 0;
}

/* ---- building ---- */

int sanitize_build(const struct toolchain *toolchain, const struct submission *submission)
{
    static char paths[SUBMISSION_MAX_FILES][300];
    const char *objects[SUBMISSION_MAX_FILES + 1] = {NULL};
    struct sandbox_status status;
    bool built = true;
    for (size_t i = 0; built && i < submission->n_sources; i++) {
        char source[300];
        snprintf(source, sizeof source, "src/%s", submission->sources[i].copy);
        snprintf(paths[i], sizeof paths[i], "obj/.sanitized-%zu.o", i);
        if (toolchain_compile_sanitized(toolchain, source, paths[i], &status) != 0)
            return -1;
        built = tool_succeeded(&status);
        sandbox_status_release(&status);
        objects[i] = paths[i];
    }
    if (!built)
        return 0;
    if (toolchain_link_sanitized(toolchain, objects, &status) != 0)
        return -1;
    built = tool_succeeded(&status);
    sandbox_status_release(&status);
    return built;
}

/* ---- running ---- */

static bool is_worth_it(const struct task_result *task, bool all)
{
    const struct case_result *first = task_first_failure(task);
    if (!task_failed(task) || !first || first->fixture->kind == FIXTURE_DIGITS)
        return false;
    const struct diagnosis *diagnosis = &task->diagnosis;
    bool unexplained =
        diagnosis->n_causes == 0 || strcmp(diagnosis->causes[0].id, "keeps-state") == 0;
    switch (first->verdict) {
    case VERDICT_CRASH:
    case VERDICT_MODIFIED_INPUT: return true;
    case VERDICT_WRONG: return all || (unexplained && task->likely_cause < 0);
    case VERDICT_NOT_FINITE:
    case VERDICT_UNWRITTEN: return all;
    default: return false;
    }
}

static int run_case(const struct session_options *options,
                    const struct submission *submission, struct task_result *task)
{
    const struct case_result *first = task_first_failure(task);
    struct session *session = session_open(options);
    struct reply reply = {.verdict = VERDICT_SKIPPED};
    size_t n_bytes;
    int status =
        session ? session_call(session, &first->fixture->call, &limits, &reply) : -1;
    if (status == 0)
        status = session_restart(session); /* all that it printed is read then */
    if (status == 0)
        sanitizer_finding(session_student_output(session, &n_bytes), submission,
                          &task->finding);
    reply_release(&reply);
    session_close(session);
    return status;
}

int sanitize(struct result *result, const struct build *build,
             const struct submission *submission, const struct sandbox *sandbox,
             const char *compiler, bool all)
{
    struct toolchain toolchain;
    char worker[PATH_MAX];
    const struct session_options options = {.sandbox = sandbox,
                                            .worker = worker,
                                            .defined = build->defined,
                                            .sanitized = true};
    bool any = false;
    for (int t = 0; t < RUBRIC_TASKS; t++)
        any = any || is_worth_it(&result->tasks[t], all);
    if (!any || toolchain_open(&toolchain, compiler, sandbox, build->folder) != 0)
        return any ? -1 : 0;
    snprintf(worker, sizeof worker, "%s/sanitized", build->folder);
    int status = sanitize_build(&toolchain, submission);
    bool built = status > 0;
    int runs = 0, most = all ? RUBRIC_TASKS : RUNS_UNASKED;
    for (int t = 0; built && status >= 0 && runs < most && t < RUBRIC_TASKS; t++)
        if (is_worth_it(&result->tasks[t], all)) {
            status = run_case(&options, submission, &result->tasks[t]);
            runs++;
        }
    toolchain_release(&toolchain);
    return status < 0 ? -1 : 0;
}
