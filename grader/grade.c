#include "grade.h"

#include "check/complexity.h"
#include "error.h"
#include "grade_case.h"
#include "interrupt.h"
#include "printable.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

/* One grading under way. */
struct grading {
    const struct grade_options *options;
    const struct fixture_set *fixtures;
    struct result *result;
    struct session *session; /* NULL: nothing was built */
    struct timeouts timeouts;
    int n_done, n_cases;
};

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

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
        task->graded = !g->options->task || strcmp(g->options->task, rubric[t].id) == 0;
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

/* A gradient that takes n cost functions is not backpropagation, however right it is. */
static int judge_complexity(struct grading *g, struct task_result *task)
{
    struct complexity complexity;
    if (strcmp(task->rubric->id, "gradient") != 0 ||
        !task_calls(task, FUNCTION_COST_GRADIENT))
        return 0;
    if (session_restart(g->session) != 0 ||
        complexity_measure(g->session, &complexity) != 0)
        return -1;
    complexity_is_numerical(&complexity, task->forfeit, sizeof task->forfeit);
    return 0;
}

/* A worker of its own for each task: what one task does to memory costs no other. */
static int run_task(struct grading *g, struct task_result *task)
{
    if (session_restart(g->session) != 0)
        return -1;
    for (size_t i = 0; i < task->n_groups; i++)
        for (size_t j = 0; j < task->groups[i].n_cases; j++) {
            show_progress(g, task->rubric->id);
            if (grade_case(g->session, &g->timeouts, &task->groups[i].cases[j]) != 0)
                return -1;
            g->n_done++;
        }
    return judge_complexity(g, task);
}

static int run_tasks(struct grading *g)
{
    for (int t = 0; t < RUBRIC_TASKS; t++)
        if (g->result->tasks[t].graded && run_task(g, &g->result->tasks[t]) != 0)
            return -1;
    return 0;
}

/* ---- points ---- */

static void award_group(struct group_result *group, bool forfeited)
{
    bool earned = group->n_cases > 0 && !forfeited;
    for (size_t i = 0; i < group->n_cases; i++)
        earned = earned && group->cases[i].verdict == VERDICT_PASS;
    group->points = earned ? group->rubric->points : 0;
    for (size_t i = 0; earned && i < group->n_cases; i++)
        group->cases[i].points = group->cases[i].max_points;
}

static void award(struct result *result)
{
    for (int t = 0; t < RUBRIC_TASKS; t++) {
        struct task_result *task = &result->tasks[t];
        for (size_t i = 0; i < task->n_groups; i++) {
            award_group(&task->groups[i], task->forfeit[0] != '\0');
            task->points += task->groups[i].points;
        }
        result->score += task->points;
    }
    for (int t = 0; t < RUBRIC_TASKS; t++) {
        struct task_result *task = &result->tasks[t];
        for (int b = 0; task_failed(task) && task->rubric->builds_on[b]; b++) {
            int base = rubric_task_index(task->rubric->builds_on[b]);
            if (task->likely_cause < 0 && task_failed(&result->tasks[base]))
                task->likely_cause = base;
        }
    }
}

/* ---- building ---- */

static char *copy_text(const char *text)
{
    return text ? strdup(text) : NULL;
}

/* What a report says of the build. */
static int describe_build(struct result *result, const struct build *build,
                          const struct submission *submission,
                          const struct sandbox *sandbox)
{
    char layers[80];
    sandbox_layers_text(sandbox->layers, layers, sizeof layers);
    result->built = build->worker != NULL;
    result->n_sources = submission->n_sources;
    result->n_failed = build->n_failed;
    result->layers = strdup(layers);
    result->diagnostics = strdup(build->diagnostics);
    result->undefined = copy_text(build->undefined);
    result->notes = copy_text(submission->notes);
    if (!result->layers || !result->diagnostics)
        return error("out of memory");
    return 0;
}

static int run_build(struct grading *g, const struct build *build,
                     const struct sandbox *sandbox)
{
    const struct session_options options = {
        .sandbox = sandbox, .worker = build->worker, .defined = build->defined};
    int status = 0;
    if (build->worker) {
        g->session = session_open(&options);
        status = g->session ? run_tasks(g) : -1;
    }
    const char *output = g->session ? session_student_output(g->session) : "";
    g->result->student_output = printable(output, strlen(output));
    session_close(g->session);
    return g->result->student_output ? status : -1;
}

static int grade_in(struct grading *g, const struct installation *installation,
                    struct sandbox *sandbox, struct build *build)
{
    struct submission submission = {.folder = NULL};
    char source_folder[4096];
    double start_s = now_s();

    snprintf(source_folder, sizeof source_folder, "%s/src", build->folder);
    int status = submission_open(&submission, g->options->submission, source_folder);
    if (status != 0)
        return status;
    show_progress(g, "compiling");
    status = build_run(build, &submission, installation, sandbox, &g->options->build);
    g->result->build_seconds = now_s() - start_s;
    if (status == 0)
        status = describe_build(g->result, build, &submission, sandbox);
    if (status == 0)
        status = run_build(g, build, sandbox);
    submission_release(&submission);
    return status;
}

static long peak_memory_kib(void)
{
    struct rusage usage;
    return getrusage(RUSAGE_SELF, &usage) == 0 ? usage.ru_maxrss : 0;
}

int grade_submission(struct result *result, const struct installation *installation,
                     const struct fixture_set *fixtures,
                     const struct grade_options *options)
{
    struct grading grading = {.options = options, .fixtures = fixtures, .result = result};
    struct sandbox sandbox = {.jail = NULL};
    struct build build = {.folder = NULL};
    double start_s = now_s();
    int status = -1;

    *result = (struct result){.fixtures = fixtures,
                              .secret = fixtures->hidden && !options->staff};
    result->submission = strdup(options->submission);
    if (!result->submission) {
        error("out of memory");
        goto out;
    }
    if (list_tasks(&grading) != 0 || sandbox_open(&sandbox, installation->jail) != 0 ||
        build_open(&build) != 0 || interrupt_removes(build.folder) != 0)
        goto out;
    status = grade_in(&grading, installation, &sandbox, &build);
    if (status == 0)
        award(result);
    result->seconds = now_s() - start_s;
    result->peak_memory_kib = peak_memory_kib();

out:
    build_release(&build);
    sandbox_release(&sandbox);
    if (status != 0)
        result_release(result);
    return status;
}
