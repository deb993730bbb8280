/* make_fixtures: writes the public fixture set, the same on every machine for the same
 * seed; or a hidden one, the same for the same key and student.
 *
 * Theory of operation: the calls of all cases are made from tables and one seed or key
 * (cases.h); each is given expected values and bounds by ball arithmetic, which the
 * reference must keep (prove.h); and to each the known wrong submissions answer
 * (wrong_answers.h). Both are shared over processes (team.h), which changes nothing of what
 * comes out. Only when all has passed is anything written, and what changes of the set that
 * lies there is told first (changes.h).
 */
#include "cases.h"
#include "changes.h"
#include "cores.h"
#include "digits.h"
#include "error.h"
#include "fixture.h"
#include "manifest.h"
#include "prove.h"
#include "secret.h"
#include "team.h"
#include "wrong_answers.h"

#include <errno.h>
#include <flint/flint.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define GENERATOR "make_fixtures 1"

enum { MAX_CHANGES = 20 }; /* rows shown */

struct options {
    uint64_t seed;
    const char *key, *student; /* of a hidden set; else NULL */
    const char *data, *output;
    const char *misconceptions; /* their folder */
    int n_jobs;                 /* processes that share the work */
    bool dry_run, seed_given;
};

/* ---- The set that lies there ------------------------------------------------------- */

struct previous {
    bool there;   /* with a manifest */
    bool damaged; /* that is all that is known of it */
    struct fixture_set set;
};

/* A set of one kind is never written over one of the other, nor over what may be one.
 * What is damaged otherwise is written anew. */
static int read_previous(struct previous *previous, const struct options *options)
{
    struct manifest manifest;
    struct stat status;
    char path[4096];
    int n = snprintf(path, sizeof path, "%s/manifest.json", options->output);
    if (n < 0 || (size_t)n >= sizeof path)
        return error("the name of the folder '%s' is too long", options->output);
    if (lstat(path, &status) < 0 && (errno == ENOENT || errno == ENOTDIR))
        return 0;
    if (manifest_read(&manifest, options->output) < 0)
        return -1;
    bool hidden = manifest.hidden;
    manifest_release(&manifest);
    if (hidden != (options->key != NULL))
        return error("'%s' holds a %s set: a %s one is not written over it",
                     options->output, hidden ? "hidden" : "public",
                     hidden ? "public" : "hidden");
    previous->there = true;
    previous->damaged = fixture_set_load(&previous->set, options->output) < 0;
    return 0;
}

static void show_changes(const struct previous *previous, const struct fixture_set *set,
                         const char *output)
{
    if (!previous->there)
        printf("there is no set in %s yet\n", output);
    else if (previous->damaged)
        printf("the set in %s is damaged: all of it is made anew\n", output);
    else
        changes_print(stdout, &previous->set, set, MAX_CHANGES);
    fflush(stdout);
}

/* ---- The new one ------------------------------------------------------------------- */

/* One line, rewritten for each case on a terminal; elsewhere a line for each group. */
static void show_progress(const struct fixture_set *set, size_t g, size_t c)
{
    const struct fixture_group *group = &set->groups[g];
    bool last = g + 1 == set->n_groups && c + 1 == group->n_cases;
    if (isatty(STDOUT_FILENO) == 1)
        printf("\r\033[K[%2zu/%zu] %s%s", g + 1, set->n_groups, group->cases[c].id,
               last ? "\n" : "");
    else if (c == 0)
        printf("[%2zu/%zu] %s/%s: %zu case%s\n", g + 1, set->n_groups, group->task,
               group->group, group->n_cases, group->n_cases == 1 ? "" : "s");
    fflush(stdout);
}

static int prove(const struct cases *cases, int n_jobs)
{
    struct fixture_set *set = cases->set;
    struct proof_totals *totals = calloc(set->n_groups, sizeof *totals);
    if (!totals)
        return error("no memory for the set");
    int rc = cases->secret ? prove_drawn_set(cases, n_jobs, totals, show_progress)
                           : prove_set(set, n_jobs, totals, show_progress);
    if (rc == 0)
        proof_table(stdout, set, totals);
    free(totals);
    return rc;
}

static void show_misconceptions(size_t done, size_t total)
{
    if (isatty(STDOUT_FILENO) == 1)
        printf("\r\033[K[%zu/%zu] misconceptions%s", done, total,
               done == total ? "\n" : "");
    else if (done == 1)
        printf("%zu misconceptions\n", total);
    fflush(stdout);
}

/* What the known wrong submissions answer to the cases. */
static int collect(struct misconceptions *all, const struct fixture_set *set,
                   const struct options *options)
{
    const struct wrong_answers_options how = {.folder = options->misconceptions,
                                              .n_jobs = options->n_jobs,
                                              .progress = show_misconceptions};
    return wrong_answers_collect(all, set, &how) == 0 ? wrong_answers_differ(all, set)
                                                      : -1;
}

/* A hidden set can be read by its owner alone. */
static int save(const struct fixture_set *set, const struct misconceptions *all,
                const struct options *options)
{
    char seed[32];
    snprintf(seed, sizeof seed, "%" PRIu64, options->seed);
    if (set->hidden)
        umask(S_IRWXG | S_IRWXO);
    if (mkdir(options->output, 0777) < 0 && errno != EEXIST)
        return error("cannot make '%s': %s", options->output, strerror(errno));
    if (fixture_set_save(set, all, options->output, GENERATOR,
                         set->hidden ? NULL : seed) < 0)
        return -1;
    printf("wrote %zu groups and the manifest to %s\n", set->n_groups, options->output);
    return 0;
}

static int init_cases(struct cases *cases, struct fixture_set *set, struct secret *secret,
                      const struct digits_samples *digits, const struct options *options)
{
    if (!options->key)
        return cases_init(cases, set, options->seed, digits);
    if (secret_read(secret, options->key, options->student) < 0)
        return -1;
    return cases_init_hidden(cases, set, secret, digits);
}

static int make(const struct options *options)
{
    struct fixture_set set = {0};
    struct previous previous = {.there = false};
    struct digits_samples digits = {0};
    struct secret secret = {{0}};
    struct misconceptions all = {.n = 0};
    struct cases cases;
    int rc = -1;
    if (init_cases(&cases, &set, &secret, &digits, options) < 0 ||
        read_previous(&previous, options) < 0 ||
        digits_read(&digits, options->data) < 0 || cases_add_all(&cases) < 0 ||
        prove(&cases, options->n_jobs) < 0 || collect(&all, &set, options) < 0)
        goto out;
    show_changes(&previous, &set, options->output);
    rc = options->dry_run ? 0 : save(&set, &all, options);
out:
    misconceptions_release(&all);
    secret_release(&secret);
    fixture_set_release(&previous.set);
    fixture_set_release(&set);
    digits_release(&digits);
    flint_cleanup();
    return rc;
}

/* ---- The command ------------------------------------------------------------------- */

static int usage(void)
{
    error("usage: make_fixtures [--seed N | --key FILE [--student ID]] [--data FOLDER] "
          "[--misconceptions FOLDER] [-j | --jobs N] [--dry-run] OUTPUT_FOLDER");
    return 2;
}

static bool read_seed(const char *text, uint64_t *seed)
{
    size_t n = strspn(text, "0123456789");
    if (n == 0 || text[n] != '\0')
        return false;
    errno = 0;
    *seed = strtoull(text, NULL, 10);
    return errno == 0;
}

static bool read_jobs(const char *text, int *n_jobs)
{
    size_t n = strspn(text, "0123456789");
    if (n == 0 || n > 9 || text[n] != '\0')
        return false;
    *n_jobs = (int)strtol(text, NULL, 10);
    return *n_jobs >= 1 && *n_jobs <= TEAM_MAX_JOBS;
}

/* Where the text goes that an option takes; NULL for others. */
static const char **option_value(struct options *options, const char *option)
{
    if (strcmp(option, "--key") == 0)
        return &options->key;
    if (strcmp(option, "--student") == 0)
        return &options->student;
    if (strcmp(option, "--misconceptions") == 0)
        return &options->misconceptions;
    return strcmp(option, "--data") == 0 ? &options->data : NULL;
}

static bool read_options(struct options *options, int argc, char **argv)
{
    *options = (struct options){.seed = CASES_PUBLIC_SEED,
                                .n_jobs = cores_online(TEAM_MAX_JOBS),
                                .data = "fixtures/data",
                                .misconceptions = "reference/misconceptions"};
    for (int i = 1; i < argc; i++) {
        const char **value = option_value(options, argv[i]);
        if (value && i + 1 < argc)
            *value = argv[++i];
        else if (strcmp(argv[i], "--dry-run") == 0)
            options->dry_run = true;
        else if ((strcmp(argv[i], "-j") == 0 || strcmp(argv[i], "--jobs") == 0) &&
                 i + 1 < argc) {
            if (!read_jobs(argv[++i], &options->n_jobs))
                return false;
        } else if (strcmp(argv[i], "--seed") == 0 && i + 1 < argc) {
            options->seed_given = true;
            if (!read_seed(argv[++i], &options->seed))
                return false;
        } else if (argv[i][0] == '-' || options->output)
            return false;
        else
            options->output = argv[i];
    }
    return options->output && !(options->key && options->seed_given) &&
           !(options->student && !options->key);
}

int main(int argc, char **argv)
{
    struct options options;
    if (!read_options(&options, argc, argv))
        return usage();
    return make(&options) < 0 ? 3 : 0;
}
