/* corpus.c: grades the corpus of right and wrong submissions with the built command and holds each
 * result against what is expected of it (corpus_entry.h).
 *
 * usage: corpus [--fixtures SET] [--slips FOLDER] [--every N] GRADECHECK SUBMISSIONS [NAME...]
 *
 * Prints a line each, the score, and what was named; at the end how many single slips and how many
 * pairs were named, and what was said where no id fits. Exit status 1 if a submission's points or verdicts are not those expected, if a
 * cause that is not there was named, or if fewer than 90 of 100 single slips were named.
 */
#define _GNU_SOURCE
#include "corpus_entry.h"
#include "text_file.h"

#include <dirent.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

enum { MAX_ENTRIES = 1000, AT_ONCE = 2, LEAST_NAMED = 90 };

struct run {
    struct entry entry;
    char result[ENTRY_PATH_BYTES];
    pid_t pid;
    double start_s;
    bool ready;
};

struct options {
    char *gradecheck, *fixtures;
    const char *submissions, *slips;
    int n_names;
    char **names;
    int every; /* 1: all, else each so-many-th */
};

/* Kinds of submissions, by what there is to be named. */
enum kind { KIND_RIGHT, KIND_SINGLE, KIND_SEVERAL, KIND_NAMELESS, N_KINDS };

struct totals {
    int n, n_right;
    int named[N_KINDS][NAMING_WRONG + 1];
};

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static cJSON *read_json(const char *path)
{
    char *text = text_file_read(path);
    cJSON *json = text ? cJSON_Parse(text) : NULL;
    free(text);
    return json;
}

/* ---- one submission ---- */

static void start(struct run *run, const struct options *options, const char *scratch)
{
    char *argv[] = {options->gradecheck,
                    "grade",
                    run->entry.folder,
                    "--json",
                    run->result,
                    "--quiet",
                    "--staff",
                    "--jobs",
                    "1",
                    options->fixtures ? "--fixtures" : NULL,
                    options->fixtures,
                    NULL};
    posix_spawn_file_actions_t actions;
    run->ready = entry_open(&run->entry, options->submissions, scratch);
    run->start_s = now_s();
    run->pid = -1;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", 1, 0);
    if (run->ready && posix_spawn(&run->pid, argv[0], &actions, NULL, argv, environ) != 0)
        run->pid = -1;
    posix_spawn_file_actions_destroy(&actions);
}

static const char *const naming_words[] = {[NAMING_NOT_ASKED] = "",
                                           [NAMING_RIGHT] = ", named",
                                           [NAMING_PARTLY] = ", named in part",
                                           [NAMING_DESCRIBED] = ", described",
                                           [NAMING_NONE] = ", not named",
                                           [NAMING_WRONG] = ", NAMED WRONGLY"};

static enum kind kind_of(const struct entry *entry)
{
    int slips = entry_n_slips(entry);
    if (entry_is_nameless(entry))
        return KIND_NAMELESS;
    return slips == 0 ? KIND_RIGHT : slips == 1 ? KIND_SINGLE : KIND_SEVERAL;
}

/* Waits for a submission's grading and compares. */
static void finish(struct run *run, const struct options *options, struct totals *totals)
{
    int status = -1;
    enum naming naming = NAMING_NOT_ASKED;
    if (run->pid > 0)
        waitpid(run->pid, &status, 0);
    cJSON *result = read_json(run->result);
    bool graded = WIFEXITED(status) && WEXITSTATUS(status) == 0 && result;
    bool right =
        graded && entry_check(&run->entry, result, options->fixtures != NULL, &naming);
    const cJSON *score = cJSON_GetObjectItemCaseSensitive(result, "score");
    const cJSON *why = cJSON_GetObjectItemCaseSensitive(run->entry.expect, "why");
    printf("%s %s (%d points, %.1f s%s): %s%s\n", right ? "ok  " : "FAIL",
           run->entry.name, score ? score->valueint : -1, now_s() - run->start_s,
           naming_words[naming], cJSON_IsString(why) ? why->valuestring : "",
           graded ? "" : " [not graded]");
    totals->n++;
    totals->n_right += right;
    totals->named[kind_of(&run->entry)][naming]++;
    cJSON_Delete(result);
    remove(run->result);
    entry_close(&run->entry);
    fflush(stdout);
}

/* ---- all of them ---- */

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

static int list(struct run *runs, int n, const struct options *options,
                const char *folder, bool slips)
{
    struct dirent **entries;
    int n_entries = scandir(folder, &entries, is_visible, alphasort);
    for (int i = 0; i < n_entries; i++) {
        char *name = entries[i]->d_name, *dot = strrchr(name, '.');
        size_t length = slips && dot ? (size_t)(dot - name) : strlen(name);
        struct entry *entry = &runs[n].entry;
        snprintf(entry->name, sizeof entry->name, "%.*s", (int)length, name);
        snprintf(entry->source, sizeof entry->source, "%s/%s", folder, name);
        entry->is_slip = slips;
        if (n + 1 < MAX_ENTRIES && is_wanted(options, entry->name) &&
            i % options->every == 0)
            n++;
        free(entries[i]);
    }
    if (n_entries >= 0)
        free(entries);
    return n_entries < 0 ? -1 : n;
}

static int rate(const int named[])
{
    int all = 0;
    for (int k = NAMING_RIGHT; k <= NAMING_WRONG; k++)
        all += named[k];
    return all > 0 ? 100 * named[NAMING_RIGHT] / all : 100;
}

static void print_totals(const struct totals *totals)
{
    static const char *const rows[N_KINDS] = {"right", "single slip", "several slips",
                                              "no id fits"};
    printf("\n%-14s %6s %8s %10s %6s %8s\n", "", "named", "in part", "described", "not",
           "wrongly");
    for (int r = KIND_SINGLE; r < N_KINDS; r++) {
        const int *named = totals->named[r];
        printf("%-14s %6d %8d %10d %6d %8d\n", rows[r], named[NAMING_RIGHT],
               named[NAMING_PARTLY], named[NAMING_DESCRIBED], named[NAMING_NONE],
               named[NAMING_WRONG]);
    }
    printf("single slips named: %d %%\n", rate(totals->named[KIND_SINGLE]));
}

static bool read_options(struct options *options, int argc, char **argv)
{
    *options = (struct options){.every = 1};
    int i = 1;
    for (; i + 1 < argc && strncmp(argv[i], "--", 2) == 0; i += 2) {
        if (strcmp(argv[i], "--fixtures") == 0)
            options->fixtures = argv[i + 1];
        else if (strcmp(argv[i], "--slips") == 0)
            options->slips = argv[i + 1];
        else if (strcmp(argv[i], "--every") == 0 && atoi(argv[i + 1]) > 0)
            options->every = atoi(argv[i + 1]);
        else
            return false;
    }
    if (i + 1 >= argc)
        return false;
    options->gradecheck = argv[i];
    options->submissions = argv[i + 1];
    options->names = argv + i + 2;
    options->n_names = argc - i - 2;
    return true;
}

int main(int argc, char **argv)
{
    static struct run runs[MAX_ENTRIES];
    char scratch[] = "/tmp/gradecheck-corpus-XXXXXX";
    struct options options;
    struct totals totals = {.n = 0};
    int n = 0;

    if (!read_options(&options, argc, argv) || !mkdtemp(scratch)) {
        fprintf(stderr, "usage: corpus [--fixtures SET] [--slips FOLDER] [--every N] "
                        "GRADECHECK SUBMISSIONS [NAME...]\n");
        return 2;
    }
    n = list(runs, n, &options, options.submissions, false);
    if (n >= 0 && options.slips)
        n = list(runs, n, &options, options.slips, true);
    for (int i = 0; i < n; i++)
        snprintf(runs[i].result, sizeof runs[i].result, "%s/%d.json", scratch, i);
    for (int i = 0; i < n + AT_ONCE; i++) {
        if (i >= AT_ONCE && i - AT_ONCE < n)
            finish(&runs[i - AT_ONCE], &options, &totals);
        if (i < n)
            start(&runs[i], &options, scratch);
    }
    rmdir(scratch);
    print_totals(&totals);
    bool enough = rate(totals.named[KIND_SINGLE]) >= LEAST_NAMED || options.n_names > 0;
    printf("corpus: %d passed, %d failed\n", totals.n_right + enough,
           totals.n - totals.n_right + !enough);
    return n > 0 && totals.n_right == totals.n && enough ? EXIT_SUCCESS : EXIT_FAILURE;
}
