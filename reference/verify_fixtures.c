/* verify_fixtures: proves a stored fixture set again from scratch (audit.h).
 *
 * Theory of operation: the set is loaded as the grader loads it, so that every file was
 * found to be what the manifest says; then each case's expected values and bounds are
 * computed anew from its inputs and compared bit for bit. Nothing is written, and the
 * generator's tables and seed have no part in it.
 *
 * Exit status: 0 all holds, 1 some case does not (a line for each, then the table), 2
 * usage, 3 the set could not be loaded.
 */
#include "audit.h"
#include "error.h"
#include "fixture.h"

#include <flint/flint.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* One line, rewritten, on a terminal alone. The cursor stays at its begin, so that an
 * error line writes over it. */
static void show_progress(const struct fixture_set *set, size_t group, size_t c)
{
    size_t n = 0, n_all = 0;
    if (isatty(STDOUT_FILENO) != 1)
        return;
    for (size_t g = 0; g < set->n_groups; g++) {
        n += g < group ? set->groups[g].n_cases : 0;
        n_all += set->groups[g].n_cases;
    }
    printf("\033[K[%3zu/%zu] %s\r", n + c + 1, n_all, set->groups[group].cases[c].id);
    fflush(stdout);
}

static void show_row(const char *name, const struct audit_totals *t)
{
    printf("%-12s %5zu %8zu %8zu %8zu %12.3f %9ld\n", name, t->n_cases, t->n_elements,
           t->n_proven, t->n_exact, t->worst, t->precision_bits);
}

/* A row for each task, and one for all, whose totals it returns. */
static struct audit_totals show_table(const struct fixture_set *set,
                                      const struct audit_totals *groups)
{
    struct audit_totals all = {0}, task = {0};
    printf("%s%-12s %5s %8s %8s %8s %12s %9s\n",
           isatty(STDOUT_FILENO) == 1 ? "\033[K" : "", "task", "cases", "elements",
           "proven", "exact", "error/bound", "precision");
    for (size_t g = 0; g < set->n_groups; g++) {
        audit_totals_add(&all, &groups[g]);
        audit_totals_add(&task, &groups[g]);
        if (g + 1 < set->n_groups &&
            strcmp(set->groups[g].task, set->groups[g + 1].task) == 0)
            continue;
        show_row(set->groups[g].task, &task);
        task = (struct audit_totals){0};
    }
    show_row("all", &all);
    return all;
}

static int verify(const char *folder)
{
    struct fixture_set set;
    struct audit_totals *groups = NULL;
    int status = 3;
    if (fixture_set_load(&set, folder) < 0)
        return status;
    groups = calloc(set.n_groups + 1, sizeof *groups);
    if (!groups) {
        error("no memory for the set in '%s'", folder);
        goto out;
    }
    size_t n_wrong = audit_set(&set, groups, show_progress);
    struct audit_totals all = show_table(&set, groups);
    printf("%zu of %zu elements proven, %zu of %zu exact ones equal, %zu of %zu cases "
           "hold (FLINT %s)\n",
           all.n_proven, all.n_elements, all.n_equal, all.n_exact, all.n_held,
           all.n_cases, FLINT_VERSION);
    status = n_wrong == 0 ? 0 : 1;
out:
    free(groups);
    fixture_set_release(&set);
    flint_cleanup();
    return status;
}

int main(int argc, char **argv)
{
    if (argc > 2 || (argc == 2 && argv[1][0] == '-')) {
        error("usage: verify_fixtures [FOLDER]");
        return 2;
    }
    return verify(argc == 2 ? argv[1] : "fixtures/public");
}
