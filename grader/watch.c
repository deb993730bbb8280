/* The process that waits holds the fixtures and what the last run gave; it starts one that grades
 * with all of that at hand, and reads what it left in two files without a name. */
#include "watch.h"

#include "error.h"
#include "monotonic.h"
#include "notify.h"
#include "printable.h"
#include "report/report.h"
#include "rubric.h"
#include "saves.h"
#include "touched.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Editors do several things to save a file, and some save several files. A run that was begun too early is
 * ended by the next save. */
enum { SETTLED_MS = 20, PATIENCE_MS = 1000 };

enum { RUN_DONE, RUN_REFUSED = 2, RUN_FAILED };

/* What a run does; each is a process. */
enum stage {
    STAGE_NONE,
    STAGE_LOOK,    /* sees what has changed, and in a line what will come */
    STAGE_TOUCHED, /* grades the tasks that were touched */
    STAGE_WHOLE    /* grades all that are asked for */
};

/* What a run hands on. */
struct facts {
    struct look look; /* of STAGE_LOOK */
    struct standing standing;
    int score, max_score;
};

struct run {
    enum stage stage;
    pid_t process;
    FILE *shown, *facts; /* what it writes */
};

struct watch {
    const struct watch_options *options;
    char *folder; /* as it can be shown */
    struct saves saves;
    struct run run;                  /* under way, or STAGE_NONE */
    struct fingerprints now, graded; /* of the files, and of the last whole run */
    bool any_whole;                  /* there was one */
    bool is_shown; /* it is what the user sees: no other run has begun to grade since */
    unsigned touched;
    struct standing earlier; /* of the last whole run of which anything was built */
    bool any_built;
    bool saved;              /* and not yet looked at */
    double first_s, saved_s; /* when the first such save came, and the last */
};

/* ---- what the user sees ---- */

/* With the time of the day in front. */
static void say_line(const char *text)
{
    char clock[16] = "";
    time_t seconds = time(NULL);
    struct tm parts;
    if (localtime_r(&seconds, &parts))
        strftime(clock, sizeof clock, "%H:%M:%S", &parts);
    printf("%s %s\n", clock, text);
    fflush(stdout);
}

static void say(const struct watch *w, const char *what)
{
    char text[PATH_MAX + 80];
    if (w->options->silent)
        return;
    snprintf(text, sizeof text, "%s %s", what, w->folder);
    say_line(text);
}

static void say_watching(const struct watch *w)
{
    if (w->options->silent)
        return;
    printf("watching %s: Ctrl-C ends\n", w->folder);
    fflush(stdout);
}

/* What the run wrote to its stdout. */
static void show(const struct watch *w, const struct run *run)
{
    char buffer[4096];
    size_t n;
    if (w->options->clears)
        fputs("\x1b[H\x1b[2J", stdout);
    rewind(run->shown);
    while ((n = fread(buffer, 1, sizeof buffer, run->shown)) > 0)
        fwrite(buffer, 1, n, stdout);
    if (!w->options->silent)
        putchar('\n');
    fflush(stdout);
}

/* "first look: 82 of 97 points; not right yet: forward, cost". What does not compile is left to the
 * compiler that counts. */
static void say_look(const struct facts *facts)
{
    char text[400];
    const char *before = "; not right yet: ";
    if (!facts->standing.built)
        return;
    int n = snprintf(text, sizeof text, "first look: %d of %d points", facts->score,
                     facts->max_score);
    for (int t = 0; t < RUBRIC_TASKS; t++) {
        if (!facts->standing.tasks[t].graded ||
            facts->standing.tasks[t].points == facts->standing.tasks[t].max_points)
            continue;
        n += snprintf(text + n, sizeof text - (size_t)n, "%s%s", before, rubric[t].id);
        before = ", ";
    }
    say_line(text);
}

/* ---- in the process of a run ---- */

/* All that are asked for, but for the one that takes longer than all others together. */
static unsigned tasks_to_look_at(const struct watch *w)
{
    const unsigned tasks = w->options->grade->tasks;
    const unsigned quick =
        (tasks ? tasks : RUBRIC_ALL_TASKS) & ~(1U << rubric_task_index("digits"));
    return quick ? quick : tasks;
}

static int look_here(const struct watch *w, struct result *result, struct facts *facts)
{
    static const struct fingerprints unknown = {.known = false};
    struct grade_options options = *w->options->grade;
    options.tasks = tasks_to_look_at(w);
    options.progress = NULL;
    return grade_look(&facts->look, result, w->is_shown ? &w->graded : &unknown,
                      w->options->installation, w->options->fixtures, &options);
}

static int grade_here(const struct watch *w, struct result *result)
{
    struct grade_options options = *w->options->grade;
    if (w->run.stage == STAGE_TOUCHED)
        options.tasks = w->touched;
    return grade_submission(result, w->options->installation, w->options->fixtures,
                            &options);
}

static int run_stage(const struct watch *w)
{
    struct facts facts = {.score = 0};
    struct result result;
    const bool look = w->run.stage == STAGE_LOOK;
    int status = look ? look_here(w, &result, &facts) : grade_here(w, &result);
    if (status != 0)
        return status == SUBMISSION_REFUSED ? RUN_REFUSED : RUN_FAILED;
    facts.score = result.score;
    facts.max_score = result.max_score;
    facts.standing = standing_of(&result);
    fwrite(&facts, sizeof facts, 1, w->run.facts);
    if (!look)
        status =
            w->options->report(w->options->context, &result, w->run.stage == STAGE_WHOLE,
                               w->any_built ? &w->earlier : NULL);
    result_release(&result);
    return status == 0 ? RUN_DONE : RUN_FAILED;
}

/* Ends the process. */
static void run_here(struct watch *w)
{
    saves_leave(&w->saves);
    int status = RUN_FAILED;
    if (dup2(fileno(w->run.shown), STDOUT_FILENO) < 0)
        error("cannot write: %s", strerror(errno));
    else
        status = run_stage(w);
    if (fflush(stdout) != 0 || fflush(w->run.facts) != 0)
        status = RUN_FAILED;
    _exit(status);
}

/* ---- runs ---- */

static void release_run(struct run *run)
{
    if (run->shown)
        fclose(run->shown);
    if (run->facts)
        fclose(run->facts);
    *run = (struct run){.stage = STAGE_NONE};
}

static int start(struct watch *w, enum stage stage)
{
    struct run *run = &w->run;
    *run = (struct run){.stage = stage, .shown = tmpfile(), .facts = tmpfile()};
    fflush(stdout);
    run->process = run->shown && run->facts ? fork() : -1;
    if (run->process == 0)
        run_here(w);
    if (run->process > 0)
        return 0;
    error("cannot start a run: %s", strerror(errno));
    release_run(run);
    return -1;
}

/* One that has become useless. It removes its folder before it ends (interrupt.h). */
static void end_run(struct run *run)
{
    if (run->stage == STAGE_NONE)
        return;
    kill(run->process, SIGTERM);
    while (waitpid(run->process, NULL, 0) < 0 && errno == EINTR)
        ;
    release_run(run);
}

/* ---- from one stage to the next; each returns 0, or -1 after one error line ---- */

static int start_look(struct watch *w)
{
    w->saved = false;
    say(w, "grading");
    return start(w, STAGE_LOOK);
}

static int after_look(struct watch *w, const struct facts *facts)
{
    const unsigned tasks = w->options->grade->tasks;
    const unsigned asked = tasks ? tasks : RUBRIC_ALL_TASKS;
    if (facts->look.unchanged) {
        say(w, "no function has changed in");
        say_watching(w);
        return 0;
    }
    if (!w->options->silent)
        say_look(facts);
    w->is_shown = false;
    w->now = facts->look.fingerprints;
    w->touched = touched_tasks(w->options->fixtures, &w->graded, &w->now) & asked;
    if (!w->any_whole || w->options->silent || w->touched == 0 || w->touched == asked)
        return start(w, STAGE_WHOLE);
    return start(w, STAGE_TOUCHED);
}

static int after_touched(struct watch *w, const struct run *run)
{
    show(w, run);
    say(w, "grading all of");
    return start(w, STAGE_WHOLE);
}

static int after_whole(struct watch *w, const struct run *run, const struct facts *facts)
{
    if (facts->standing.built)
        w->earlier = facts->standing;
    w->any_built = w->any_built || facts->standing.built;
    w->graded = w->now;
    w->any_whole = w->is_shown = true;
    show(w, run);
    say_watching(w);
    if (w->options->bell) {
        putchar('\a');
        fflush(stdout);
    }
    if (w->options->notify)
        notify_score(facts->score, facts->max_score);
    return 0;
}

/* A run that gave nothing has said why. The first one may have failed for good. */
static int after_failure(struct watch *w, int status)
{
    if (WIFSIGNALED(status))
        error("a run was ended by signal %d", WTERMSIG(status));
    bool refused = WIFEXITED(status) && WEXITSTATUS(status) == RUN_REFUSED;
    if (!refused && !w->any_whole)
        return -1;
    say_watching(w);
    return 0;
}

static int after_run(struct watch *w, const struct run *run, int status)
{
    struct facts facts;
    if (!WIFEXITED(status) || WEXITSTATUS(status) != RUN_DONE)
        return after_failure(w, status);
    rewind(run->facts);
    if (fread(&facts, sizeof facts, 1, run->facts) != 1)
        return error("cannot read what a run left: %s", strerror(errno));
    switch (run->stage) {
    case STAGE_LOOK: return after_look(w, &facts);
    case STAGE_TOUCHED: return after_touched(w, run);
    default: return after_whole(w, run, &facts);
    }
}

/* What tells the desktop is a child, too. */
static int take_ended(struct watch *w)
{
    pid_t ended;
    int status, outcome = 0;
    while (outcome == 0 && (ended = waitpid(-1, &status, WNOHANG)) > 0) {
        if (w->run.stage == STAGE_NONE || ended != w->run.process)
            continue;
        struct run run = w->run;
        w->run = (struct run){.stage = STAGE_NONE};
        outcome = after_run(w, &run, status);
        release_run(&run);
    }
    return outcome;
}

/* ---- watching ---- */

/* What is under way tells of files that are no more. */
static void take_save(struct watch *w)
{
    w->saved_s = monotonic_s();
    if (!w->saved)
        w->first_s = w->saved_s;
    w->saved = true;
    end_run(&w->run);
}

/* How long until the files have settled; -1: none was saved. */
static int wait_ms(const struct watch *w)
{
    if (!w->saved)
        return -1;
    double settled = 1e3 * (w->saved_s - monotonic_s()) + SETTLED_MS;
    double latest = 1e3 * (w->first_s - monotonic_s()) + PATIENCE_MS;
    double least = settled < latest ? settled : latest;
    return least > 0 ? (int)least + 1 : 0;
}

/* Ends as the signal would have ended the program; Ctrl-C is how watching ends. */
static enum watch_status end_by_signal(struct watch *w)
{
    if (!w->options->silent && w->options->clears)
        putchar('\n'); /* behind the ^C */
    fflush(stdout);
    if (w->saves.signal == SIGINT)
        return WATCH_ENDED;
    end_run(&w->run);
    saves_close(&w->saves);
    signal(w->saves.signal, SIG_DFL);
    raise(w->saves.signal);
    return WATCH_ENDED;
}

static enum watch_status watch(struct watch *w)
{
    int status = start_look(w);
    while (status == 0) {
        switch (saves_wait(&w->saves, wait_ms(w))) {
        case SAVES_NOTHING: break;
        case SAVES_SAVED: take_save(w); break;
        case SAVES_CHILD: status = take_ended(w); break;
        case SAVES_SIGNAL: return end_by_signal(w);
        case SAVES_FAILED: return WATCH_FAILED;
        case SAVES_GONE:
            error("'%s' is gone: watching ends", w->options->grade->submission);
            return WATCH_REFUSED;
        }
        if (status == 0 && w->saved && wait_ms(w) == 0)
            status = start_look(w);
    }
    return WATCH_FAILED;
}

enum watch_status watch_submission(const struct watch_options *options)
{
    struct watch w = {.options = options};
    enum watch_status status = WATCH_FAILED;
    w.folder = printable_name(options->grade->submission);
    if (!w.folder) {
        error("out of memory");
    } else if (saves_open(&w.saves, options->grade->submission) != 0) {
        status = WATCH_REFUSED;
    } else {
        status = watch(&w);
        end_run(&w.run);
        saves_close(&w.saves);
    }
    free(w.folder);
    return status;
}
