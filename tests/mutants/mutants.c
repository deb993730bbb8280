/* mutants: a mutation test of the grader. It makes every mutant of a source that has full
 * marks (mutate.h), grades each, and expects it to lose points. A mutant that keeps them
 * is a hole of the fixtures, unless it is right by the contract. Both kinds are listed,
 * with the reason (equivalents.h).
 *
 *     mutants GRADECHECK SOURCE EQUIVALENT [OPTION...] [NAME...]
 *
 *     --differ DIFFER  a program that compares a survivor with the source, call by call
 *                      (differ.c): a second, independent oracle
 *     --every N        one mutant of N, spread evenly, the same ones each time
 *     --list           show the mutants, grade none
 *     NAME...          these mutants alone, and what became of each
 *
 * Fails where a survivor is not listed, or is listed as right but differs from the
 * source, where a listed mutant is caught or does not exist, and where the grader gives
 * no mark. A mutant that does not compile does not count. Ends with the line
 * `mutants: N passed, M failed`; status 1 if one failed, 2 for a wrong command line, 3 if
 * this program did.
 */
#include "equivalents.h"
#include "grade.h"
#include "mutate.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { AT_ONCE = 2 };

struct counts {
    size_t mutants, caught, right, holes, failed;
};

struct test {
    struct source source;
    struct mutants mutants;
    struct equivalents equivalents;
    struct grader grader;
    const char *differ, *arguments[3]; /* GRADECHECK SOURCE EQUIVALENT */
    bool list;
    unsigned long every;
    char **names; /* all mutants where there is none */
    size_t n_names;
    struct counts kinds[MUTATION_KINDS];
    size_t not_built;
};

struct job {
    pid_t pid; /* 0: none */
    size_t mutant;
};

/* FNV-1a (G. Fowler, L. C. Noll, K.-P. Vo): a choice by name stays when others change. */
static uint32_t hash(const char *text)
{
    uint32_t h = 2166136261u;
    for (; *text; text++)
        h = (h ^ (unsigned char)*text) * 16777619u;
    return h ^ h >> 16;
}

static bool is_wanted(const struct test *test, const char *name)
{
    for (size_t i = 0; i < test->n_names; i++)
        if (strcmp(test->names[i], name) == 0)
            return true;
    return test->n_names == 0 && hash(name) % test->every == 0;
}

/* ---- What is printed --------------------------------------------------------------- */

static void show(const struct test *test, const char *word, const struct mutant *m)
{
    char *line = mutant_line(&test->source, m);
    printf("%-8s %s  line %zu: %s\n", word, m->name, line_number(&test->source, m->from),
           line ? line : "");
    free(line);
}

static void show_progress(size_t n_done, size_t n)
{
    if (isatty(STDERR_FILENO))
        fprintf(stderr, n_done < n ? "\r%zu of %zu mutants" : "\r\033[K", n_done, n);
}

static void show_row(const char *title, const struct counts *counts)
{
    printf("%-20s %8zu %8zu %8zu %8zu %8zu\n", title, counts->mutants, counts->caught,
           counts->right, counts->holes, counts->failed);
}

/* Returns the sums. */
static struct counts show_counts(const struct test *test)
{
    struct counts all = {0};
    printf("\n%-20s %8s %8s %8s %8s %8s\n", "mutation", "mutants", "caught", "right",
           "hole", "failed");
    for (size_t k = 0; k < MUTATION_KINDS; k++) {
        const struct counts *counts = &test->kinds[k];
        show_row(mutation_text((enum mutation)k), counts);
        all.mutants += counts->mutants;
        all.caught += counts->caught;
        all.right += counts->right;
        all.holes += counts->holes;
        all.failed += counts->failed;
    }
    show_row("all", &all);
    printf("%zu more do not compile\n", test->not_built);
    return all;
}

/* ---- A mutant's end ---------------------------------------------------------------- */

/* What is wrong with it, NULL when all is as it should be. */
static const char *complaint_about(const struct equivalent *listed, enum outcome outcome,
                                   const char *evidence)
{
    bool keeps_points = outcome == OUTCOME_SURVIVED || outcome == OUTCOME_DIFFERENT;
    if (outcome == OUTCOME_NOT_GRADED)
        return *evidence ? evidence : "the grader gave no mark";
    if (listed && !keeps_points)
        return "is listed, but loses points";
    if (outcome == OUTCOME_DIFFERENT && !(listed && listed->is_hole))
        return *evidence ? evidence : "differs: a crash or a loop";
    if (!listed && keeps_points)
        return "keeps all points, and is not listed";
    return NULL;
}

/* Prints what is to be said about a mutant, and counts it. */
static void judge(struct test *test, const struct mutant *m, enum outcome outcome,
                  const char *evidence)
{
    const struct equivalent *listed = equivalents_find(&test->equivalents, m->name);
    const char *complaint = complaint_about(listed, outcome, evidence);
    struct counts *counts = &test->kinds[m->kind];
    const char *word = "caught";
    counts->mutants++;
    counts->failed += complaint != NULL;
    counts->caught += !complaint && !listed;
    counts->right += !complaint && listed && !listed->is_hole;
    counts->holes += !complaint && listed && listed->is_hole;
    if (complaint)
        word = "FAIL";
    else if (listed)
        word = listed->is_hole ? "hole" : "right";
    if (complaint || listed || test->n_names > 0)
        show(test, word, m);
    if (complaint || listed)
        printf("    %s\n", complaint ? complaint : listed->reason);
}

static void end_job(struct test *test, const struct job *job, size_t number, int status)
{
    const struct mutant *m = &test->mutants.all[job->mutant];
    char evidence[512];
    enum outcome outcome =
        grade_finish(&test->grader, number, status, evidence, sizeof evidence);
    if (outcome == OUTCOME_NOT_BUILT && !equivalents_find(&test->equivalents, m->name))
        test->not_built++;
    else
        judge(test, m, outcome, evidence);
}

/* ---- All of them ------------------------------------------------------------------- */

/* Waits for one of the jobs to end. */
static void wait_for_one(struct test *test, struct job *jobs)
{
    int status;
    pid_t pid = wait(&status);
    for (size_t j = 0; j < AT_ONCE; j++)
        if (jobs[j].pid > 0 && (jobs[j].pid == pid || pid < 0)) {
            end_job(test, &jobs[j], j, pid < 0 ? -1 : status);
            jobs[j].pid = 0;
        }
}

static int start_job(const struct test *test, struct job *jobs, size_t mutant)
{
    size_t j = 0;
    while (jobs[j].pid > 0)
        j++;
    char *text = mutant_text(&test->source, &test->mutants.all[mutant]);
    jobs[j] = (struct job){
        .pid = text ? grade_start(&test->grader, j, text) : -1,
        .mutant = mutant,
    };
    free(text);
    if (jobs[j].pid > 0)
        return 0;
    fprintf(stderr, "mutants: cannot start a process\n");
    return -1;
}

static int grade_all(struct test *test)
{
    struct job jobs[AT_ONCE] = {{0}};
    size_t n_open = 0;
    int status = 0;
    for (size_t i = 0; i < test->mutants.n && status == 0; i++) {
        if (!is_wanted(test, test->mutants.all[i].name))
            continue;
        if (n_open == AT_ONCE)
            wait_for_one(test, jobs);
        else
            n_open++;
        show_progress(i, test->mutants.n);
        status = start_job(test, jobs, i);
    }
    for (; n_open > 0; n_open--)
        wait_for_one(test, jobs);
    show_progress(test->mutants.n, test->mutants.n);
    return status;
}

/* The source must have all points, and be equal to itself. */
static int grade_source(const struct test *test)
{
    char evidence[512];
    int status = -1;
    pid_t pid = grade_start(&test->grader, 0, test->source.text);
    if (pid > 0)
        waitpid(pid, &status, 0);
    if (grade_finish(&test->grader, 0, status, evidence, sizeof evidence) ==
        OUTCOME_SURVIVED)
        return 0;
    fprintf(stderr, "mutants: the source itself does not pass: %s\n", evidence);
    return -1;
}

/* Every listed name must be a mutant's. Returns how many are not. */
static size_t find_missing(struct test *test)
{
    size_t n = 0;
    for (size_t i = 0; i < test->mutants.n; i++) {
        struct equivalent *e =
            equivalents_find(&test->equivalents, test->mutants.all[i].name);
        if (e)
            e->found = true;
    }
    for (size_t i = 0; i < test->equivalents.n; i++)
        if (!test->equivalents.all[i].found) {
            printf("FAIL     %s is listed, but there is no such mutant\n",
                   test->equivalents.all[i].name);
            n++;
        }
    return n;
}

static int test_all(struct test *test)
{
    if (test->list) {
        for (size_t i = 0; i < test->mutants.n; i++)
            if (is_wanted(test, test->mutants.all[i].name))
                show(test, "mutant", &test->mutants.all[i]);
        return 0;
    }
    size_t n_missing = find_missing(test);
    int status =
        grader_open(&test->grader, test->arguments[0], test->differ, test->arguments[1]);
    if (status == 0)
        status = grade_source(test);
    if (status == 0)
        status = grade_all(test);
    grader_close(&test->grader);
    if (status != 0)
        return 3;
    struct counts all = show_counts(test);
    printf("mutants: %zu passed, %zu failed\n", all.mutants - all.failed,
           all.failed + n_missing);
    return all.failed + n_missing == 0 && all.mutants > 0 ? 0 : 1;
}

static int parse(struct test *test, int argc, char **argv)
{
    size_t n = 0;
    test->every = 1;
    test->names = argv; /* written from the start, behind what is read */
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--list") == 0)
            test->list = true;
        else if (strcmp(argv[i], "--differ") == 0 && i + 1 < argc)
            test->differ = argv[++i];
        else if (strcmp(argv[i], "--every") == 0 && i + 1 < argc)
            test->every = strtoul(argv[++i], NULL, 10);
        else if (n < 3)
            test->arguments[n++] = argv[i];
        else
            test->names[test->n_names++] = argv[i];
    }
    return n == 3 && test->every > 0 ? 0 : -1;
}

int main(int argc, char **argv)
{
    static struct test test;
    int status = 3;
    if (parse(&test, argc, argv) < 0) {
        fprintf(stderr, "usage: mutants GRADECHECK SOURCE EQUIVALENT [--differ DIFFER] "
                        "[--every N] [--list] [NAME...]\n");
        return 2;
    }
    if (source_read(&test.source, test.arguments[1]) == 0 &&
        mutants_make(&test.mutants, &test.source) == 0 &&
        equivalents_read(&test.equivalents, test.arguments[2]) == 0)
        status = test_all(&test);
    equivalents_release(&test.equivalents);
    mutants_release(&test.mutants);
    source_release(&test.source);
    return status;
}
