#define _GNU_SOURCE
#include "hostile_run.h"

#include "command.h"
#include "grade.h"
#include "hostile_traces.h"
#include "report/report.h"
#include "sandbox/layers.h"
#include "text_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

enum {
    PATH_BYTES = 1200,
    SECRET_FD = 9,
    USER = 1999999999, /* an ordinary one, that owns nothing else */
    DEADLINE_S = 300,
    TIMES = 2
};

enum { EXIT_MARKED, EXIT_REFUSED = 2, EXIT_FAILED, EXIT_LEAKS };

/* The folder of one run. */
struct place {
    char folder[64];
    char submission[PATH_BYTES], temporary[PATH_BYTES], home[PATH_BYTES];
};

struct terminal {
    int master;
    char slave[64];
    struct termios before;
    char *text; /* what was printed */
    size_t n;
    FILE *keep; /* writes to text */
};

/* ---- the targets ---- */

static bool write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    if (!file)
        return false;
    bool written = fputs(text, file) >= 0;
    return fclose(file) == 0 && written && chmod(path, 0644) == 0;
}

bool hostile_secret_make(void)
{
    hostile_secret_remove();
    umask(022);
    return mkdir(HOSTILE_SECRET, 0755) == 0 &&
           mkdir(HOSTILE_SECRET "/sibling", 0755) == 0 &&
           mkdir(HOSTILE_SECRET "/drop", 0755) == 0 &&
           chmod(HOSTILE_SECRET "/drop", 01777) == 0 &&
           write_file(HOSTILE_SECRET "/expected.h", "#error LAPSED \"secret\"\n") &&
           write_file(HOSTILE_SECRET "/expected.txt", "LAPSED secret\n") &&
           write_file(HOSTILE_SECRET "/sibling/backprop.c",
                      "/* LAPSED: another's solution */\n");
}

static void remove_folder(const char *folder)
{
    char path[PATH_BYTES];
    snprintf(path, sizeof path, "%s", folder);
    char *argv[] = {"rm", "-rf", "--", path, NULL};
    command_run(argv);
}

void hostile_secret_remove(void)
{
    remove_folder(HOSTILE_SECRET);
}

/* ---- the place ---- */

static bool copy_into(const char *from, const char *to)
{
    char source[PATH_BYTES + 4], target[PATH_BYTES];
    snprintf(source, sizeof source, "%s/.", from);
    snprintf(target, sizeof target, "%s", to);
    char *argv[] = {"cp", "-R", source, target, NULL};
    return command_run(argv);
}

static bool prepare(const char *folder)
{
    char command[2 * PATH_BYTES];
    snprintf(command, sizeof command,
             "cd '%s' && rm -f expect.json && { [ ! -e prepare.sh ] || "
             "{ sh ./prepare.sh && rm -f prepare.sh; }; } && chmod -R a+rX .",
             folder);
    char *argv[] = {"sh", "-c", command, NULL};
    return command_run(argv);
}

static bool make_place(struct place *place, const struct hostile_run *run)
{
    const char *base = hostile_entry_text(run->entry, "base");
    char path[PATH_BYTES];
    strcpy(place->folder, "/tmp/gradecheck-corpus-XXXXXX");
    if (!mkdtemp(place->folder) || chmod(place->folder, 0755) != 0)
        return false;
    snprintf(place->submission, PATH_BYTES, "%s/submission", place->folder);
    snprintf(place->temporary, PATH_BYTES, "%s/tmp", place->folder);
    snprintf(place->home, PATH_BYTES, "%s/home", place->folder);
    snprintf(path, sizeof path, "%s/%s", run->submissions, base ? base : "");
    if (mkdir(place->submission, 0755) != 0 || mkdir(place->temporary, 0755) != 0 ||
        mkdir(place->home, 0755) != 0 || (base && !copy_into(path, place->submission)) ||
        !copy_into(run->entry->folder, place->submission) || !prepare(place->submission))
        return false;
    return !run->as_user || (chown(place->temporary, USER, USER) == 0 &&
                             chown(place->home, USER, USER) == 0);
}

/* ---- the terminal ---- */

static bool open_terminal(struct terminal *terminal)
{
    const char *name;
    *terminal = (struct terminal){.master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)};
    if (terminal->master < 0 || grantpt(terminal->master) != 0 ||
        unlockpt(terminal->master) != 0 || !(name = ptsname(terminal->master)))
        return false;
    snprintf(terminal->slave, sizeof terminal->slave, "%s", name);
    chmod(terminal->slave, 0666);
    terminal->keep = open_memstream(&terminal->text, &terminal->n);
    return terminal->keep && tcgetattr(terminal->master, &terminal->before) == 0;
}

static void read_terminal(const struct terminal *terminal)
{
    char buffer[1 << 14];
    struct pollfd polled = {.fd = terminal->master, .events = POLLIN};
    while (poll(&polled, 1, 0) > 0 && (polled.revents & POLLIN)) {
        ssize_t n = read(terminal->master, buffer, sizeof buffer);
        if (n <= 0)
            return;
        fwrite(buffer, 1, (size_t)n, terminal->keep);
    }
}

/* Nothing was set, and nothing typed. */
static bool is_terminal_untouched(const struct terminal *terminal, FILE *out)
{
    struct termios now;
    int waiting = 0, slave = open(terminal->slave, O_RDWR | O_NOCTTY | O_CLOEXEC);
    bool same = slave >= 0 && tcgetattr(slave, &now) == 0 &&
                now.c_iflag == terminal->before.c_iflag &&
                now.c_oflag == terminal->before.c_oflag &&
                now.c_cflag == terminal->before.c_cflag &&
                now.c_lflag == terminal->before.c_lflag &&
                ioctl(slave, FIONREAD, &waiting) == 0 && waiting == 0;
    if (!same)
        fprintf(out, "    the terminal was changed\n");
    if (slave >= 0)
        close(slave);
    return same;
}

/* ---- the grader, in a process of its own ---- */

static int count_descriptors(void)
{
    int n = 0;
    DIR *folder = opendir("/proc/self/fd");
    while (folder && readdir(folder))
        n++;
    if (folder)
        closedir(folder);
    return n;
}

static bool become_user(void)
{
    return setgroups(0, NULL) == 0 && setresgid(USER, USER, USER) == 0 &&
           setresuid(USER, USER, USER) == 0;
}

static bool settle(const struct hostile_run *run, const struct place *place,
                   const struct terminal *terminal, const char *errors)
{
    int error_fd = open(errors, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    int secret = open(HOSTILE_SECRET "/expected.txt", O_RDONLY);
    if (error_fd < 0 || secret < 0 || dup2(secret, SECRET_FD) != SECRET_FD ||
        dup2(error_fd, STDERR_FILENO) != STDERR_FILENO || setsid() < 0)
        return false;
    int slave = open(terminal->slave, O_RDWR);
    if (slave < 0 || dup2(slave, STDIN_FILENO) != STDIN_FILENO ||
        dup2(slave, STDOUT_FILENO) != STDOUT_FILENO)
        return false;
    close(slave);
    close(error_fd);
    if (secret != SECRET_FD)
        close(secret);
    return setenv("TMPDIR", place->temporary, 1) == 0 &&
           setenv("HOME", place->home, 1) == 0 &&
           setenv("GRADECHECK_SECRET", "LAPSED", 1) == 0 && chdir(place->home) == 0 &&
           (!run->as_user || become_user());
}

static int grade_once(const struct hostile_run *run, const struct place *place, int time)
{
    const struct grade_options options = {
        .submission = place->submission,
        .seed = 1,
        .staff = true,
        .without = run->without,
        .build = {.compiler = run->compiler, .jobs = 1},
    };
    const struct terminal_style style = {.utf8 = true, .verbose = true, .columns = 80};
    struct result result;
    char path[PATH_BYTES + 16];
    int status = grade_submission(&result, run->installation, run->fixtures, &options);
    if (status != 0)
        return status == SUBMISSION_REFUSED ? EXIT_REFUSED : EXIT_FAILED;
    snprintf(path, sizeof path, "%s/result-%d", place->home, time);
    char *json = report_json(&result);
    if (!json || report_save(path, json) != 0)
        status = EXIT_FAILED;
    free(json);
    report_terminal(&result, &style, stdout);
    result_release(&result);
    return fflush(stdout) == 0 ? status : EXIT_FAILED;
}

static _Noreturn void be_grader(const struct hostile_run *run, const struct place *place,
                                const struct terminal *terminal, const char *errors)
{
    if (!settle(run, place, terminal, errors))
        _exit(EXIT_FAILED);
    int before = count_descriptors(), status = EXIT_MARKED;
    for (int time = 0; time < TIMES && status == EXIT_MARKED; time++) {
        status = grade_once(run, place, time);
        int after = count_descriptors();
        if (after != before) {
            fprintf(stderr, "%d descriptors, and %d before\n", after, before);
            status = EXIT_LEAKS;
        }
        if (!traces_no_processes(stderr))
            status = EXIT_LEAKS;
    }
    _exit(status);
}

/* The exit status, or 128 and the signal. */
static int await_grader(pid_t pid, const struct terminal *terminal)
{
    const struct timespec pause = {0, 2000000};
    time_t deadline = time(NULL) + DEADLINE_S;
    int status = 0;
    while (waitpid(pid, &status, WNOHANG) == 0) {
        read_terminal(terminal);
        if (time(NULL) > deadline)
            kill(pid, SIGKILL);
        nanosleep(&pause, NULL);
    }
    read_terminal(terminal);
    fflush(terminal->keep);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* ---- judging ---- */

struct seen {
    int status; /* of the grader */
    char *errors;
    char *results[TIMES];
    bool lapsed;
};

static bool holds_word(const char *text)
{
    return text && strstr(text, "LAPSED");
}

static char *without_times(const char *result)
{
    cJSON *json = cJSON_Parse(result);
    cJSON *tasks = cJSON_DetachItemFromObjectCaseSensitive(json, "tasks");
    cJSON_Delete(json);
    for (cJSON *task = tasks ? tasks->child : NULL; task; task = task->next) {
        cJSON *cases = cJSON_GetObjectItemCaseSensitive(task, "cases");
        for (cJSON *c = cases ? cases->child : NULL; c; c = c->next)
            for (cJSON *member = c->child, *next; member; member = next) {
                next = member->next;
                if (strcmp(member->string, "verdict") != 0 &&
                    strcmp(member->string, "points") != 0)
                    cJSON_Delete(cJSON_DetachItemViaPointer(c, member));
            }
        cJSON_DeleteItemFromObjectCaseSensitive(task, "diagnosis");
        cJSON_DeleteItemFromObjectCaseSensitive(task, "forfeit"); /* names times */
        cJSON_DeleteItemFromObjectCaseSensitive(task, "checks");
        cJSON_DeleteItemFromObjectCaseSensitive(task, "finding");
    }
    char *text = cJSON_Print(tasks);
    cJSON_Delete(tasks);
    return text;
}

/* The same verdicts twice in a row. */
static bool are_same(const struct seen *seen, FILE *out)
{
    char *first = without_times(seen->results[0]),
         *second = without_times(seen->results[1]);
    bool same = first && second && strcmp(first, second) == 0;
    if (!same)
        fprintf(out, "    other verdicts when graded again\n");
    free(first);
    free(second);
    return same;
}

static bool judge_marks(const struct hostile_run *run, const struct seen *seen,
                        unsigned layers, FILE *out)
{
    const char *refused = hostile_entry_text(run->entry, "refused");
    if (refused) {
        if (seen->status == EXIT_REFUSED && seen->errors && strstr(seen->errors, refused))
            return true;
        fprintf(out, "    status %d, not refused with '%s': %s\n", seen->status, refused,
                seen->errors ? seen->errors : "");
        return false;
    }
    if (seen->status != EXIT_MARKED || !seen->results[0] || !seen->results[1]) {
        fprintf(out, "    the grader ended with status %d: %s\n", seen->status,
                seen->errors ? seen->errors : "");
        return false;
    }
    bool right = hostile_entry_check(run->entry, seen->results[0], layers, out);
    return are_same(seen, out) && right;
}

static bool no_files(const struct place *place, FILE *out)
{
    const char *const folders[] = {
        HOSTILE_SECRET "/drop", "/tmp", "/var/tmp", "/dev/shm", place->home,
        place->folder};
    bool none = true;
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++)
        none = traces_no_files(folders[i], out) && none;
    return none;
}

static unsigned layers_of(const struct hostile_run *run, const struct seen *seen)
{
    unsigned set = 0;
    const char *unknown;
    size_t length;
    cJSON *json = seen->results[0] ? cJSON_Parse(seen->results[0]) : NULL;
    char text[100];
    size_t n = 0;
    const char *in_force =
        cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(json, "layers"));
    for (; in_force && *in_force && n + 1 < sizeof text; in_force++)
        if (*in_force != ' ')
            text[n++] = *in_force;
    text[n] = '\0';
    if (n == 0 || layers_parse(text, &set, &unknown, &length) != 0)
        set = ~run->without; /* there are no results to tell */
    cJSON_Delete(json);
    return set;
}

static enum hostile_outcome judge(const struct hostile_run *run, struct seen *seen,
                                  const struct place *place, const char *listing,
                                  const struct terminal *terminal, FILE *out)
{
    unsigned layers = layers_of(run, seen);
    bool holds = hostile_entry_holds(run->entry, layers, !run->as_user);
    bool clean = traces_no_processes(out);
    clean = no_files(place, out) && clean;
    clean = traces_unchanged(place->submission, listing, out) && clean;
    seen->lapsed = !clean || holds_word(seen->results[0]) ||
                   holds_word(seen->results[1]) || holds_word(terminal->text) ||
                   seen->status > EXIT_REFUSED;
    if (!holds && seen->lapsed)
        return HOSTILE_LAPSED;
    if (clean && seen->lapsed && seen->status <= EXIT_REFUSED)
        fprintf(out, "    LAPSED\n");
    bool right = judge_marks(run, seen, layers, out);
    char *leftover = traces_listing(place->temporary);
    if (leftover && *leftover) {
        fprintf(out, "    left in the folder for temporary files:\n%s", leftover);
        right = false;
    }
    free(leftover);
    right = is_terminal_untouched(terminal, out) && right;
    right = traces_harmless(terminal->text, terminal->n, out) && right;
    return right && !seen->lapsed ? HOSTILE_RIGHT : HOSTILE_WRONG;
}

enum hostile_outcome hostile_run(const struct hostile_run *run, FILE *differences)
{
    struct place place;
    struct terminal terminal;
    struct seen seen = {.status = EXIT_FAILED};
    enum hostile_outcome outcome = HOSTILE_WRONG;
    char path[PATH_BYTES + 16];

    prctl(PR_SET_CHILD_SUBREAPER, 1);
    if (!open_terminal(&terminal) || !make_place(&place, run)) {
        fprintf(differences, "    cannot be prepared: %s\n", strerror(errno));
        return HOSTILE_WRONG;
    }
    char *listing = traces_listing(place.submission);
    snprintf(path, sizeof path, "%s/errors", place.folder);
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0)
        be_grader(run, &place, &terminal, path);
    if (pid > 0) {
        seen.status = await_grader(pid, &terminal);
        seen.errors = text_file_read(path);
        for (int time = 0; time < TIMES; time++) {
            snprintf(path, sizeof path, "%s/result-%d", place.home, time);
            seen.results[time] = text_file_read(path);
        }
        outcome = judge(run, &seen, &place, listing, &terminal, differences);
    }
    free(seen.errors);
    free(seen.results[0]);
    free(seen.results[1]);
    free(listing);
    fclose(terminal.keep);
    free(terminal.text);
    close(terminal.master);
    remove_folder(place.folder);
    return outcome;
}
