/* hostile.c: grades the corpus of hostile submissions with every set of layers, as root and as an
 * ordinary user, and holds each to what is expected of it (hostile_entry.h).
 *
 * usage: hostile [--sets all|every] [--slow yes|no] [--as root|user|both] [--share N]
 *                [--cc NAME] [--table FILE] FOLDER SUBMISSIONS [NAME...]
 *
 * Prints a line each and a summary. --sets every: also with layers taken away, where an entry
 * depends on them; --table then writes which promise holds with which layers, in Markdown. --share N:
 * each N-th entry as root, and the next ones as a user. As an ordinary user there is nobody but that
 * user. Exit status 1 where anything was not as expected.
 */
#define _GNU_SOURCE
#include "hostile_run.h"
#include "sandbox/layers.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MAX_ENTRIES = 400, AT_ONCE = 2, N_SETS = 5, N_USERS = 2 };

/* Limits, and as root another user, are always in force. */
static const struct {
    const char *name;
    unsigned without;
} sets[N_SETS] = {
    {"all", 0},
    {"0", SANDBOX_LANDLOCK | SANDBOX_SECCOMP | SANDBOX_NAMESPACES | SANDBOX_CGROUP},
    {"0+1", SANDBOX_SECCOMP | SANDBOX_NAMESPACES | SANDBOX_CGROUP},
    {"0+2", SANDBOX_LANDLOCK | SANDBOX_NAMESPACES | SANDBOX_CGROUP},
    {"0+3", SANDBOX_LANDLOCK | SANDBOX_SECCOMP | SANDBOX_CGROUP},
};

static const char *const users[N_USERS] = {"root", "user"};

struct options {
    const char *folder, *submissions, *compiler, *table;
    char **names;
    int n_names;
    bool every_set, without_slow, as[N_USERS];
    int share;
};

struct job {
    const struct hostile_entry *entry;
    int set, user;
    pid_t pid;
    FILE *differences;
    struct timespec start;
    enum hostile_outcome outcome;
};

/* ---- the parts ---- */

/* Copies that an ordinary user can reach, wherever this checkout lies. */
static bool install(struct installation *installation, char *folder)
{
    char command[2048];
    strcpy(folder, "/tmp/gradecheck-parts-XXXXXX");
    if (!mkdtemp(folder) || chmod(folder, 0755) != 0)
        return false;
    snprintf(command, sizeof command,
             "umask 022; cp -R " BUILD_FOLDER "/jail " BUILD_FOLDER
             "/filters " BUILD_FOLDER "/worker.o " BUILD_FOLDER
             "/prelinked.* " BUILD_FOLDER "/include '%s'/ && mkdir '%s/fixtures' && "
             "cp -R fixtures/data fixtures/public '%s/fixtures' && chmod -R a+rX '%s'",
             folder, folder, folder, folder);
    if (system(command) != 0 || asprintf(&installation->jail, "%s/jail", folder) < 0 ||
        asprintf(&installation->worker, "%s/worker.o", folder) < 0 ||
        asprintf(&installation->prelinked, "%s/prelinked.o", folder) < 0 ||
        asprintf(&installation->prelinked_names, "%s/prelinked.names", folder) < 0 ||
        asprintf(&installation->include, "%s/include", folder) < 0 ||
        asprintf(&installation->fixtures, "%s/fixtures/public", folder) < 0)
        return false;
    return true;
}

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static bool is_wanted(const struct options *options, const char *name)
{
    for (int i = 0; i < options->n_names; i++)
        if (strcmp(options->names[i], name) == 0)
            return true;
    return options->n_names == 0;
}

/* Returns how many entries there are, or -1. */
static int load(struct hostile_entry *entries, const struct options *options)
{
    struct dirent **found;
    int n = 0, n_found = scandir(options->folder, &found, is_visible, alphasort);
    bool right = n_found > 0;
    for (int i = 0; i < n_found; i++) {
        if (n < MAX_ENTRIES && is_wanted(options, found[i]->d_name)) {
            bool read =
                hostile_entry_open(&entries[n], options->folder, found[i]->d_name);
            right = right && read;
            if (read && options->without_slow && hostile_entry_is(&entries[n], "slow"))
                hostile_entry_close(&entries[n]);
            else if (read)
                n++;
        }
        free(found[i]);
    }
    if (n_found >= 0)
        free(found);
    return right ? n : -1;
}

/* ---- running ---- */

static void start(struct job *job, const struct options *options,
                  const struct installation *installation,
                  const struct fixture_set *fixtures)
{
    const struct hostile_run run = {.entry = job->entry,
                                    .installation = installation,
                                    .fixtures = fixtures,
                                    .submissions = options->submissions,
                                    .compiler = options->compiler,
                                    .without = sets[job->set].without,
                                    .as_user = job->user == 1 && geteuid() == 0};
    clock_gettime(CLOCK_MONOTONIC, &job->start);
    job->differences = tmpfile();
    fflush(NULL);
    job->pid = fork();
    if (job->pid == 0) {
        enum hostile_outcome outcome = hostile_run(&run, job->differences);
        fflush(job->differences);
        _exit((int)outcome);
    }
}

static void finish(struct job *job)
{
    static const char *const words[] = {"ok  ", "FAIL", "gone"};
    struct timespec now;
    char line[400];
    int status = 0;
    if (job->pid > 0)
        waitpid(job->pid, &status, 0);
    job->outcome =
        job->pid > 0 && WIFEXITED(status) && WEXITSTATUS(status) <= HOSTILE_LAPSED
            ? (enum hostile_outcome)WEXITSTATUS(status)
            : HOSTILE_WRONG;
    clock_gettime(CLOCK_MONOTONIC, &now);
    printf("%s %s (%s, %s, %.1f s): %s\n", words[job->outcome], job->entry->name,
           sets[job->set].name, users[job->user],
           (double)(now.tv_sec - job->start.tv_sec) +
               1e-9 * (double)(now.tv_nsec - job->start.tv_nsec),
           hostile_entry_text(job->entry, "why"));
    if (job->outcome == HOSTILE_WRONG && job->differences) {
        rewind(job->differences);
        while (fgets(line, sizeof line, job->differences))
            fputs(line, stdout);
    }
    if (job->differences)
        fclose(job->differences);
    fflush(stdout);
}

/* Where layers are missing an attack may do what it tries: then one runs at a time, so that what it
 * does is its own. */
static int at_once(const struct job *job)
{
    return sets[job->set].without == 0 ? AT_ONCE : 1;
}

static void run_all(struct job *jobs, int n, const struct options *options,
                    const struct installation *installation,
                    const struct fixture_set *fixtures)
{
    int finished = 0;
    for (int i = 0; i < n; i++) {
        while (finished < i && (i - finished >= at_once(&jobs[i]) ||
                                at_once(&jobs[finished]) != at_once(&jobs[i])))
            finish(&jobs[finished++]);
        start(&jobs[i], options, installation, fixtures);
    }
    while (finished < n)
        finish(&jobs[finished++]);
}

static int list_jobs(struct job *jobs, const struct hostile_entry *entries, int n_entries,
                     const struct options *options)
{
    int n = 0;
    for (int set = 0; set < (options->every_set ? N_SETS : 1); set++)
        for (int user = 0; user < N_USERS; user++)
            for (int e = 0; e < n_entries; e++)
                if (options->as[user] && (e + user) % options->share == 0 &&
                    (set == 0 || hostile_entry_depends(&entries[e])))
                    jobs[n++] =
                        (struct job){.entry = &entries[e], .set = set, .user = user};
    return n;
}

/* ---- what came of it ---- */

static const char *promise_of(const struct job *job)
{
    return hostile_entry_text(job->entry, "promise");
}

/* With this set: in words, from what was seen. */
static const char *cell(const struct job *jobs, int n, const char *promise, int set)
{
    bool lapsed[N_USERS] = {false, false};
    for (int i = 0; i < n; i++) {
        const char *of = promise_of(&jobs[i]);
        if (of && strcmp(of, promise) == 0 && jobs[i].set == set)
            lapsed[jobs[i].user] =
                lapsed[jobs[i].user] || jobs[i].outcome != HOSTILE_RIGHT;
    }
    return lapsed[0] && lapsed[1] ? "lapses"
           : lapsed[0]            ? "lapses (root)"
           : lapsed[1]            ? "lapses (user)"
                                  : "held";
}

static bool write_table(const struct job *jobs, int n, const char *path)
{
    FILE *file = fopen(path, "w");
    if (!file)
        return false;
    fputs("| a submission | all | 0 | 0+1 | 0+2 | 0+3 |\n|---|---|---|---|---|---|\n",
          file);
    for (int i = 0; i < n; i++) {
        const char *promise = promise_of(&jobs[i]);
        bool first = promise != NULL;
        for (int k = 0; first && k < i; k++)
            first = !promise_of(&jobs[k]) || strcmp(promise_of(&jobs[k]), promise) != 0;
        if (!first)
            continue;
        fprintf(file, "| %s |", promise);
        for (int set = 0; set < N_SETS; set++)
            fprintf(file, " %s |", cell(jobs, n, promise, set));
        fputc('\n', file);
    }
    return fclose(file) == 0;
}

static bool read_options(struct options *options, int argc, char **argv)
{
    *options = (struct options){.as = {geteuid() == 0, true}, .share = 1};
    int i = 1;
    for (; i + 1 < argc && strncmp(argv[i], "--", 2) == 0; i += 2) {
        const char *value = argv[i + 1];
        if (strcmp(argv[i], "--sets") == 0)
            options->every_set = strcmp(value, "every") == 0;
        else if (strcmp(argv[i], "--share") == 0 && atoi(value) > 0)
            options->share = atoi(value);
        else if (strcmp(argv[i], "--slow") == 0)
            options->without_slow = strcmp(value, "no") == 0;
        else if (strcmp(argv[i], "--as") == 0 && strcmp(value, "both") != 0)
            for (int user = 0; user < N_USERS; user++)
                options->as[user] = options->as[user] && strcmp(value, users[user]) == 0;
        else if (strcmp(argv[i], "--cc") == 0)
            options->compiler = value;
        else if (strcmp(argv[i], "--table") == 0)
            options->table = value;
        else if (strcmp(argv[i], "--as") != 0)
            return false;
    }
    if (i + 1 >= argc)
        return false;
    options->folder = argv[i];
    options->submissions = argv[i + 1];
    options->names = argv + i + 2;
    options->n_names = argc - i - 2;
    return true;
}

int main(int argc, char **argv)
{
    static struct hostile_entry entries[MAX_ENTRIES];
    static struct job jobs[MAX_ENTRIES * N_SETS * N_USERS];
    struct options options;
    struct installation installation = {.jail = NULL};
    struct fixture_set fixtures = {.name = NULL};
    char parts[64] = "";
    int counts[HOSTILE_LAPSED + 1] = {0};

    if (!read_options(&options, argc, argv)) {
        fprintf(
            stderr,
            "usage: hostile [--sets all|every] [--slow yes|no] [--as "
            "root|user|both] [--share N] [--cc NAME] [--table FILE] FOLDER SUBMISSIONS "
            "[NAME...]\n");
        return 2;
    }
    int n_entries = load(entries, &options), n = 0;
    bool ready = n_entries > 0 && install(&installation, parts) &&
                 hostile_secret_make() &&
                 fixture_set_load(&fixtures, installation.fixtures) == 0;
    if (ready) {
        n = list_jobs(jobs, entries, n_entries, &options);
        run_all(jobs, n, &options, &installation, &fixtures);
        for (int i = 0; i < n; i++)
            counts[jobs[i].outcome]++;
        if (options.table && !write_table(jobs, n, options.table))
            counts[HOSTILE_WRONG]++;
        hostile_secret_remove();
    }
    printf(
        "hostile: %d submissions, %d promises that lapse without a layer; %d passed, %d "
        "failed\n",
        n_entries, counts[HOSTILE_LAPSED], counts[HOSTILE_RIGHT] + counts[HOSTILE_LAPSED],
        counts[HOSTILE_WRONG] + !ready);
    fixture_set_release(&fixtures);
    installation_release(&installation);
    char command[100];
    snprintf(command, sizeof command, "rm -rf '%.64s'", parts);
    return ready && system(command) == 0 && counts[HOSTILE_WRONG] == 0 ? EXIT_SUCCESS
                                                                       : EXIT_FAILURE;
}
