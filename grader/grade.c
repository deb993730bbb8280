#include "grade.h"

#include "check/complexity.h"
#include "check/properties.h"
#include "check/repetition.h"
#include "check/step_sizes.h"
#include "diagnose/diagnose.h"
#include "error.h"
#include "fixture_cache.h"
#include "grade_case.h"
#include "interrupt.h"
#include "monotonic.h"
#include "points.h"
#include "printable.h"
#include "sanitize.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum { SHOWN_OUTPUT_BYTES = 4096 };

/* One grading under way. */
struct grading {
    const struct grade_options *options;
    const struct fixture_set *fixtures;
    struct result *result;
    struct look *look;       /* NULL: all is graded */
    struct session *session; /* NULL: nothing was built */
    struct draw draw;
    struct timeouts timeouts;
    int n_done, n_cases;
};

static void show_progress(struct grading *g, const char *what)
{
    if (g->options->progress)
        g->options->progress(g->options->progress_context, what, g->n_done, g->n_cases);
}

/* ---- the empty result: every task with its groups and cases, nothing graded ---- */

static const struct fixture_group *find_group(const struct fixture_set *fixtures,
                                              const char *task, const char *group)
{
    for (size_t i = 0; i < fixtures->n_groups; i++)
        if (strcmp(fixtures->groups[i].task, task) == 0 &&
            strcmp(fixtures->groups[i].group, group) == 0)
            return &fixtures->groups[i];
    return NULL;
}

/* Whole points a case, as even as they come; together they are the group's. */
static int share(int points, size_t n_cases, size_t i)
{
    return (int)(((size_t)points * (i + 1)) / n_cases - ((size_t)points * i) / n_cases);
}

static int list_group(struct grading *g, struct group_result *group, const char *task)
{
    const struct fixture_group *fixtures =
        find_group(g->fixtures, task, group->rubric->id);
    if (!fixtures)
        return error("the fixture set has no group %s/%s", task, group->rubric->id);
    group->cases = calloc(fixtures->n_cases, sizeof *group->cases);
    if (!group->cases)
        return error("out of memory");
    group->n_cases = fixtures->n_cases;
    for (size_t i = 0; i < group->n_cases; i++) {
        group->cases[i].fixture = &fixtures->cases[i];
        group->cases[i].max_points = share(group->rubric->points, group->n_cases, i);
    }
    g->n_cases += (int)group->n_cases;
    return 0;
}

static int list_tasks(struct grading *g)
{
    for (int t = 0; t < RUBRIC_TASKS; t++) {
        struct task_result *task = &g->result->tasks[t];
        task->rubric = &rubric[t];
        task->likely_cause = -1;
        task->graded = !g->options->tasks || (g->options->tasks >> t & 1U);
        if (!task->graded)
            continue;
        g->result->max_score += rubric[t].points;
        for (; rubric[t].groups[task->n_groups].id; task->n_groups++) {
            struct group_result *group = &task->groups[task->n_groups];
            group->rubric = &rubric[t].groups[task->n_groups];
            if (list_group(g, group, rubric[t].id) != 0)
                return -1;
        }
    }
    return 0;
}

/* ---- running ---- */

static bool task_calls(const struct task_result *task, enum function function)
{
    for (size_t i = 0; i < task->n_groups; i++)
        for (size_t j = 0; j < task->groups[i].n_cases; j++) {
            const struct case_result *c = &task->groups[i].cases[j];
            if (c->fixture->call.function == function &&
                (c->verdict == VERDICT_PASS || c->verdict == VERDICT_WRONG))
                return true;
        }
    return false;
}

/* A gradient that takes n cost functions is not backpropagation, however right it is. OWN: the worker is the
 * task's own, else it is measured in a fresh one. */
static int judge_complexity(struct grading *g, struct task_result *task, bool own)
{
    struct complexity complexity;
    if (strcmp(task->rubric->id, "gradient") != 0 ||
        !task_calls(task, FUNCTION_COST_GRADIENT))
        return 0;
    if ((!own && session_restart(g->session) != 0) ||
        complexity_measure(g->session, &g->draw, &complexity) != 0)
        return -1;
    task->too_costly = complexity_fault(&complexity, task->forfeit, sizeof task->forfeit);
    return 0;
}

/* A right call takes a few milliseconds. One that takes as long as this in a worker that is not
 * its task's own is made again there, with all the time there is. */
static const struct call_limits shared_call_limits = {.cpu_ms = 200, .wall_ms = 2000};

static bool is_clean(const struct task_result *task)
{
    for (size_t i = 0; i < task->n_checks; i++)
        if (task->checks[i].outcome == CHECK_FAILED)
            return false;
    return !task_first_failure(task) && !task->forfeit[0];
}

/* In a worker that is not the task's own the first failure is enough, whosever it is, and so is one sign of
 * life at the end: a function that replied and left is found by the next call. In its own it is
 * known of each case and each property. */
static int try_task(struct grading *g, struct task_result *task, bool shared, bool *clean)
{
    const struct call_limits *limits = shared ? &shared_call_limits : &grade_call_limits;
    struct reply sign;
    *clean = false;
    for (size_t i = 0; i < task->n_groups; i++)
        for (size_t j = 0; j < task->groups[i].n_cases; j++) {
            struct case_result *c = &task->groups[i].cases[j];
            show_progress(g, task->rubric->id);
            if (grade_case(g->session, &g->timeouts, limits, c) != 0 ||
                (!shared && grade_case_confirm(g->session, &g->timeouts, limits, c) != 0))
                return -1;
            g->n_done++;
            if (shared && c->verdict != VERDICT_PASS)
                return 0;
        }
    if (check_properties(g->session, &g->draw, task, !shared) != 0 ||
        session_confirm(g->session, limits, &sign) != 0)
        return -1;
    *clean = is_clean(task) && sign.verdict == VERDICT_PASS;
    return 0;
}

static bool builds_on_failure(const struct result *result, const struct rubric_task *task)
{
    for (int b = 0; task->builds_on[b]; b++)
        if (!is_clean(&result->tasks[rubric_task_index(task->builds_on[b])]))
            return true;
    return false;
}

/* Whether it would take long to find twice that the task fails. */
static bool is_long(const struct rubric_task *task)
{
    return strcmp(task->id, "gradient") == 0 || strcmp(task->id, "digits") == 0;
}

/* What one task does to memory costs no other: a task that fails in a worker that others have used
 * is run again, as if it had not been, in one of its own. Where all is right, one worker does for all. A
 * long task that is likely to fail, since it builds on one that did, has its own at once. */
static int run_task(struct grading *g, struct task_result *task)
{
    if (is_long(task->rubric) && builds_on_failure(g->result, task->rubric) &&
        session_restart(g->session) != 0)
        return -1;
    const struct grading before = *g;
    bool shared = !session_is_fresh(g->session), clean;
    if (try_task(g, task, shared, &clean) != 0)
        return -1;
    bool again = shared && !clean;
    if (again) {
        task_reset(task);
        g->draw = before.draw;
        g->timeouts = before.timeouts;
        g->n_done = before.n_done;
        if (session_restart(g->session) != 0 || try_task(g, task, false, &clean) != 0)
            return -1;
    }
    return g->look ? 0 : judge_complexity(g, task, again || !shared);
}

static int tell_done(struct grading *g, struct task_result *task)
{
    task->done = true;
    if (!g->options->task_done)
        return 0;
    points_award(g->result);
    return g->options->task_done(g->options->task_done_context, g->result);
}

static int run_tasks(struct grading *g)
{
    bool clean = true;
    for (int t = 0; t < RUBRIC_TASKS; t++) {
        struct task_result *task = &g->result->tasks[t];
        if (task->graded && (run_task(g, task) != 0 || tell_done(g, task) != 0))
            return -1;
        clean = clean && (!task->graded || is_clean(task));
    }
    if (g->look)
        return 0;
    show_progress(g, "once more");
    if (!clean && session_restart(g->session) != 0)
        return -1;
    return check_repetition(g->session, g->result);
}

static bool anything_failed(const struct result *result)
{
    for (int t = 0; t < RUBRIC_TASKS; t++)
        if (task_failed(&result->tasks[t]))
            return true;
    return false;
}

/* For a picture in the report; it decides nothing. */
static int measure_step_sizes(struct grading *g)
{
    struct task_result *task = &g->result->tasks[rubric_task_index("numgrad")];
    if (g->result->secret || !task_calls(task, FUNCTION_NUMERICAL_GRADIENT))
        return 0;
    return step_sizes_measure(g->session, task, &task->step_sizes);
}

/* Points are given by now; a diagnosis changes none. */
static int find_causes(struct grading *g)
{
    struct misconceptions misconceptions;
    if (!anything_failed(g->result))
        return 0;
    show_progress(g, "looking for the cause");
    if (session_restart(g->session) != 0 ||
        fixture_cache_misconceptions(g->fixtures, &misconceptions) != 0)
        return -1;
    int status = diagnose(g->session, &g->draw, &misconceptions, g->result);
    misconceptions_release(&misconceptions);
    return status;
}

/* ---- building ---- */

static char *copy_text(const char *text)
{
    return text ? strdup(text) : NULL;
}

/* Files and system calls are what student code is held by; each holds what the other lets
 * through. */
static int describe_layers(struct result *result, const struct sandbox *sandbox)
{
    char text[80];
    layers_text(sandbox->layers, text, sizeof text);
    result->layers = strdup(text);
    layers_text((SANDBOX_LANDLOCK | SANDBOX_SECCOMP) & ~sandbox->layers, text,
                sizeof text);
    result->lacking = strdup(text);
    return result->layers && result->lacking ? 0 : error("out of memory");
}

static int check_required(const struct sandbox *sandbox, unsigned required)
{
    char text[80];
    layers_text(required & ~sandbox->layers, text, sizeof text);
    if (!text[0])
        return 0;
    return error("this machine does not hold student code by %s, which is required here: "
                 "see 'gradecheck doctor'",
                 text);
}

/* What a report says of the build. */
static int describe_build(struct result *result, const struct build *build,
                          const struct submission *submission)
{
    result->built = build->worker != NULL;
    result->n_sources = submission->n_sources;
    result->n_failed = build->n_failed;
    result->diagnostics = strdup(build->diagnostics);
    result->undefined = copy_text(build->undefined);
    result->notes = copy_text(submission->notes);
    if (!result->diagnostics)
        return error("out of memory");
    return 0;
}

static int run_sanitized(struct grading *g, const struct build *build,
                         const struct submission *submission,
                         const struct sandbox *sandbox)
{
    show_progress(g, "looking closer");
    return sanitize(g->result, build, submission, sandbox, g->options->build.compiler,
                    g->options->sanitize);
}

/* Of which no point depends. What a sanitizer says is text that the submission may have printed: it could
 * hand on the inputs of a hidden set. */
static int explain_points(struct grading *g, const struct build *build,
                          const struct submission *submission,
                          const struct sandbox *sandbox)
{
    if (measure_step_sizes(g) != 0 || find_causes(g) != 0)
        return -1;
    return g->result->secret ? 0 : run_sanitized(g, build, submission, sandbox);
}

static int run_build(struct grading *g, const struct build *build,
                     const struct submission *submission, const struct sandbox *sandbox)
{
    const struct session_options options = {
        .sandbox = sandbox, .worker = build->worker, .defined = build->defined};
    int status = 0;
    if (build->worker) {
        g->session = session_open(&options);
        status = g->session ? run_tasks(g) : -1;
    }
    if (status == 0)
        points_award(g->result);
    if (status == 0 && g->session && !g->look)
        status = explain_points(g, build, submission, sandbox);
    size_t n_bytes = 0;
    const char *output = g->session ? session_student_output(g->session, &n_bytes) : "";
    size_t skipped = n_bytes > SHOWN_OUTPUT_BYTES ? n_bytes - SHOWN_OUTPUT_BYTES : 0;
    g->result->student_output = printable(output + skipped, n_bytes - skipped);
    session_close(g->session);
    return g->result->student_output ? status : -1;
}

/* Whether a look finds what it is told about. */
static bool is_known(struct grading *g, const struct build *build)
{
    if (!g->look)
        return false;
    g->look->unchanged = fingerprints_equal(&build->fingerprints, &g->look->fingerprints);
    g->look->fingerprints = build->fingerprints;
    return g->look->unchanged;
}

static int grade_in(struct grading *g, const struct installation *installation,
                    struct sandbox *sandbox, struct build *build)
{
    struct submission submission = {.folder = NULL};
    char source_folder[4096];
    double start_s = monotonic_s();

    snprintf(source_folder, sizeof source_folder, "%s/src", build->folder);
    int status = submission_open(&submission, g->options->submission, source_folder);
    if (status != 0)
        return status;
    show_progress(g, "compiling");
    struct build_options options = g->options->build;
    options.quick = g->look != NULL;
    options.cached = true;
    status = build_run(build, &submission, installation, sandbox, &options);
    g->result->build_seconds = monotonic_s() - start_s;
    if (status == 0)
        status = describe_build(g->result, build, &submission);
    if (status == 0 && !is_known(g, build))
        status = run_build(g, build, &submission, sandbox);
    submission_release(&submission);
    return status;
}

static long peak_memory_kib(void)
{
    struct rusage usage;
    return getrusage(RUSAGE_SELF, &usage) == 0 ? usage.ru_maxrss : 0;
}

static int grade(struct result *result, struct look *look,
                 const struct installation *installation,
                 const struct fixture_set *fixtures, const struct grade_options *options)
{
    struct grading grading = {
        .options = options, .fixtures = fixtures, .result = result, .look = look};
    struct sandbox sandbox = {.jail = NULL};
    struct build build = {.folder = NULL};
    double start_s = monotonic_s();
    int status = -1;

    *result = (struct result){.fixtures = fixtures,
                              .started = time(NULL),
                              .secret = fixtures->hidden && !options->staff,
                              .seed = options->seed};
    grading.draw.seed = options->seed;
    result->submission = strdup(options->submission);
    if (!result->submission) {
        error("out of memory");
        goto out;
    }
    if (list_tasks(&grading) != 0 ||
        sandbox_open(&sandbox, installation->jail, options->without) != 0 ||
        check_required(&sandbox, options->required) != 0 ||
        describe_layers(result, &sandbox) != 0 || build_open(&build) != 0 ||
        interrupt_removes(build.folder) != 0)
        goto out;
    status = grade_in(&grading, installation, &sandbox, &build);
    result->seconds = monotonic_s() - start_s;
    result->peak_memory_kib = peak_memory_kib();
    result->complete = true;

out:
    build_release(&build);
    sandbox_release(&sandbox);
    if (status != 0)
        result_release(result);
    return status;
}

int grade_submission(struct result *result, const struct installation *installation,
                     const struct fixture_set *fixtures,
                     const struct grade_options *options)
{
    return grade(result, NULL, installation, fixtures, options);
}

int grade_look(struct look *look, struct result *result, const struct fingerprints *known,
               const struct installation *installation,
               const struct fixture_set *fixtures, const struct grade_options *options)
{
    *look = (struct look){.fingerprints = *known};
    return grade(result, look, installation, fixtures, options);
}
