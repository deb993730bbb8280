/* One task of an array job, on some node: grades its units one after the other and leaves a result of each in
 * the shared folder. It may be ended at any moment, and begun again elsewhere: what has a result is passed
 * over. It knows no student and no gradebook. */
#include "class/array_job.h"
#include "class/batch_lock.h"
#include "class/class_commands.h"
#include "class/class_options.h"
#include "class/grading.h"
#include "class/shared_folder.h"
#include "class/staged_files.h"
#include "error.h"
#include "file.h"
#include "folder.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

struct work {
    struct shared_folder shared;
    struct array_job job;
    struct grader grader;
    struct batch_lock place; /* a folder to work in; nothing is locked */
    int signal;              /* that ends it; 0: none */
    bool failed;             /* some unit has no result */
};

static int fail(const struct work *work, const struct job_unit *unit, const char *message)
{
    char text[STAGE_MESSAGE_BYTES];
    struct utsname node;
    uname(&node);
    snprintf(text, sizeof text, "on node %s: %s", node.nodename, message);
    shared_folder_put_failure(&work->shared, unit->id, text);
    return error("%s", text);
}

/* ---- what is graded ---- */

static int copy_inputs(const struct staged_files *files, const char *folder)
{
    if (mkdir(folder, 0755) != 0)
        return error("cannot make '%s': %s", folder, strerror(errno));
    for (size_t i = 0; i < files->n; i++)
        if (folder_write(folder, files->files[i].name, files->files[i].bytes,
                         files->files[i].n_bytes) != 0)
            return -1;
    return 0;
}

/* Copies the unit's files to FOLDER, once they are what their name says. */
static int fetch_inputs(const struct work *work, const struct job_unit *unit,
                        const char *folder)
{
    struct staged_files files = {.n = 0};
    char content[STAGE_HASH + 1];
    char *from = shared_folder_path(&work->shared, "inputs", unit->content);
    int status = from ? staged_files_read(&files, from) : -1;
    if (status == 0) {
        staged_files_hash(&files, content);
        status = strcmp(content, unit->content) == 0
                     ? copy_inputs(&files, folder)
                     : error("'%s' does not hold what its name says", from);
        staged_files_release(&files);
    }
    free(from);
    return status;
}

static int find_set(const struct work *work, const struct job_unit *unit,
                    struct fixture_folder *set)
{
    char name[GRADER_ID_BYTES];
    char *path = shared_folder_path(&work->shared, "sets", unit->fixtures);
    int status = path ? fixture_folder_find(set, path) : -1;
    free(path);
    if (status != 0)
        return -1;
    shared_set_name(set->id, name);
    if (strcmp(name, unit->fixtures) == 0)
        return 0;
    error("'%s' does not hold what its name says", set->path);
    fixture_folder_release(set);
    return -1;
}

/* ---- grading ---- */

static sigset_t awaited(void)
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGCHLD);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    return signals;
}

/* Waits for gradecheck, which is ended when this is to end. */
static int await(struct work *work, pid_t pid, int *status)
{
    const sigset_t signals = awaited();
    for (;;) {
        pid_t ended = waitpid(pid, status, WNOHANG);
        if (ended != 0)
            return ended == pid
                       ? 0
                       : error("cannot wait for gradecheck: %s", strerror(errno));
        int number = sigwaitinfo(&signals, NULL);
        if (number == SIGTERM || number == SIGINT) {
            work->signal = number;
            kill(pid, SIGTERM);
        }
    }
}

static int put(struct work *work, const struct job_unit *unit, const struct grading *g)
{
    if (g->outcome == GRADING_FAILED)
        return fail(work, unit, g->message);
    bool refused = g->outcome == GRADING_REFUSED;
    return shared_folder_put_result(&work->shared, unit->id, refused,
                                    work->grader.machine, refused ? g->message : g->json);
}

/* FOLDER is new, empty, and holds all that grading needs. */
static int grade_in(struct work *work, const struct job_unit *unit, const char *folder)
{
    struct fixture_folder set;
    struct grading grading;
    int ended;
    char *submission = file_path(folder, "submission");
    if (!submission || find_set(work, unit, &set) != 0) {
        free(submission);
        return fail(work, unit, "the set of fixtures cannot be read");
    }
    int status = fetch_inputs(work, unit, submission);
    free(submission);
    if (status != 0)
        fail(work, unit, "the files to be graded cannot be read");
    else if ((status = grading_start(&grading, &work->grader, set.path, folder)) == 0) {
        status = await(work, grading.pid, &ended);
        if (status == 0 && work->signal == 0)
            status = grading_end(&grading, ended) == 0 ? put(work, unit, &grading) : -1;
        grading_release(&grading);
    }
    fixture_folder_release(&set);
    return status;
}

static int grade_unit(struct work *work, const struct job_unit *unit)
{
    char *folder = file_path(work->place.folder, unit->id);
    int status = folder ? 0 : -1;
    if (status == 0 && mkdir(folder, 0755) != 0)
        status = error("cannot make '%s': %s", folder, strerror(errno));
    if (status == 0) {
        status = grade_in(work, unit, folder);
        if (folder_remove(folder) != 0)
            status = -1;
    }
    free(folder);
    return status;
}

/* ---- the task ---- */

/* Another build grades otherwise: its results must not be taken for this one's. */
static int check_grader(struct work *work, int task)
{
    if (strcmp(work->grader.id, work->job.grader) == 0)
        return 0;
    for (size_t i = 0; i < work->job.n_units; i++)
        if (work->job.units[i].task == task)
            fail(work, &work->job.units[i],
                 "gradecheck is another one here: install the same build on all nodes");
    return -1;
}

static int grade_units(struct work *work, int task)
{
    int status = check_grader(work, task);
    for (size_t i = 0; i < work->job.n_units && status == 0 && work->signal == 0; i++) {
        const struct job_unit *unit = &work->job.units[i];
        if (unit->task != task)
            continue;
        if (shared_folder_has_result(&work->shared, unit->id))
            printf("%s has a result\n", unit->id);
        else if (grade_unit(work, unit) == 0 && work->signal == 0)
            printf("%s graded\n", unit->id);
        else
            work->failed = true;
        fflush(stdout);
    }
    return status;
}

/* FOLDER is "SHARED/jobs/0001". */
static int open_job(struct work *work, const char *folder)
{
    char *path = realpath(folder, NULL);
    if (!path)
        return error("cannot open '%s': %s", folder, strerror(errno));
    char *number = strrchr(path, '/'), *part = NULL;
    if (number > path) {
        *number++ = '\0';
        part = strrchr(path, '/');
    }
    int status = -1;
    if (!part || part == path || strcmp(part, "/jobs") != 0 || atoi(number) < 1)
        error("'%s' is no job's folder: this command is for tasks of 'gradeclass submit'",
              folder);
    else {
        *part = '\0';
        status = shared_folder_open(&work->shared, path, false);
        if (status == 0)
            status = array_job_read(&work->job, &work->shared, atoi(number), true);
    }
    free(path);
    return status;
}

/* Told by sigwaitinfo() in await(), and only there: between two units nothing is left to clean up. */
static void block_signals(void)
{
    const sigset_t signals = awaited();
    sigprocmask(SIG_BLOCK, &signals, NULL);
}

int class_work(const struct class_options *options)
{
    struct work work = {.place = {.fd = -1}};
    block_signals();
    int status = open_job(&work, options->operand);
    if (status == 0) {
        const char *compiler = work.job.compiler;
        status = grader_find(&work.grader, compiler[0] ? compiler : NULL);
    }
    if (status == 0 && (batch_lock_take(&work.place, NULL) != 0 ||
                        grader_cache_in(&work.grader, work.place.folder) != 0))
        status = -1;
    if (status == 0)
        status = grade_units(&work, options->chunk);
    if (batch_lock_release(&work.place) != 0)
        status = -1;
    grader_release(&work.grader);
    array_job_release(&work.job);
    shared_folder_release(&work.shared);
    return status == 0 && !work.failed && work.signal == 0 ? CLASS_EXIT_DONE
                                                           : CLASS_EXIT_FAILED;
}
