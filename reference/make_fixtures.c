/* make_fixtures: writes the public fixture set, the same on every machine for the same
 * seed.
 *
 * Theory of operation: the calls of all cases are made from tables and one seed
 * (cases.h); each is given expected values and bounds by ball arithmetic (certify.h); the
 * reference (backprop.c, answer.h) must then give every one of them within its bound.
 * Only when all groups have passed is anything written.
 */
#include "answer.h"
#include "cases.h"
#include "certify.h"
#include "check/initialisation.h"
#include "digits.h"
#include "error.h"
#include "fixture.h"

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

/* Above these a case cannot tell right from wrong; see certify.h. */
static const double largest_descent_bound = 1e-9, largest_graph_bound = 1e-11;

struct options {
    uint64_t seed;
    const char *data, *output;
    bool dry_run;
};

struct totals {
    size_t n_cases, n_elements;
    double worst; /* error of the reference in bounds */
    long precision_bits;
};

static void add_totals(struct totals *sum, const struct totals *part)
{
    sum->n_cases += part->n_cases;
    sum->n_elements += part->n_elements;
    if (part->worst > sum->worst)
        sum->worst = part->worst;
    if (part->precision_bits > sum->precision_bits)
        sum->precision_bits = part->precision_bits;
}

/* ---- One case ---------------------------------------------------------------------- */

static int check_sharpness(const struct fixture_case *c, const struct certificate *proof)
{
    double limit = 0;
    if (c->call.function == FUNCTION_GRADIENT_DESCENT)
        limit = largest_descent_bound;
    if (c->call.function == FUNCTION_GRAPH_FORWARD ||
        c->call.function == FUNCTION_GRAPH_BACKWARD)
        limit = largest_graph_bound;
    if (limit > 0 && !(proof->largest_relative_bound < limit))
        return error("%s: the bound is %.1e of the value, more than %.0e", c->id,
                     proof->largest_relative_bound, limit);
    return 0;
}

static int prove_values(const struct fixture_group *group, struct fixture_case *c,
                        struct totals *totals)
{
    struct certificate proof = {0};
    struct array outputs[CONTRACT_MAX_OUTPUTS];
    if (certify_case(c, cases_loss(group, c), &proof) < 0 ||
        check_sharpness(c, &proof) < 0 || reference_answer(&c->call, outputs) < 0)
        return -1;
    double worst = answer_error(c, outputs);
    answer_release(outputs);
    add_totals(totals, &(struct totals){.n_elements = proof.n_elements,
                                        .worst = worst,
                                        .precision_bits = proof.precision_bits});
    if (!(worst <= 1))
        return error("%s: the reference is off by %.3g times the bound", c->id, worst);
    return 0;
}

static int prove_init(const struct fixture_case *c)
{
    struct array outputs[CONTRACT_MAX_OUTPUTS];
    struct evidence evidence = {.output = 0};
    if (reference_answer(&c->call, outputs) < 0)
        return -1;
    enum verdict verdict = check_initialisation(&c->call, &outputs[0], &evidence);
    answer_release(outputs);
    if (verdict != VERDICT_PASS)
        return error("%s: the reference fails: %s", c->id, evidence.message);
    return 0;
}

static int prove_digits(const struct fixture_case *c)
{
    size_t correct = 0;
    if (reference_digits(c, &correct) < 0)
        return -1;
    if (correct < c->digits.min_correct)
        return error("%s: the reference reads %zu of %zu digits, fewer than %zu", c->id,
                     correct, c->digits.m_test, c->digits.min_correct);
    return 0;
}

/* ---- The set ----------------------------------------------------------------------- */

static int prove_group(struct fixture_group *group, struct totals *totals)
{
    for (size_t i = 0; i < group->n_cases; i++) {
        struct fixture_case *c = &group->cases[i];
        int rc;
        switch (c->kind) {
        case FIXTURE_INIT: rc = prove_init(c); break;
        case FIXTURE_DIGITS: rc = prove_digits(c); break;
        default: rc = prove_values(group, c, totals); break;
        }
        if (rc < 0)
            return -1;
        totals->n_cases++;
    }
    return 0;
}

/* One line, rewritten on a terminal. */
static void show_progress(const struct fixture_set *set, size_t g, bool terminal)
{
    const struct fixture_group *group = &set->groups[g];
    printf("%s[%2zu/%zu] %s/%s: %zu case%s%s", terminal ? "\r\033[K" : "", g + 1,
           set->n_groups, group->task, group->group, group->n_cases,
           group->n_cases == 1 ? "" : "s", terminal ? "" : "\n");
    fflush(stdout);
}

static void show_row(const char *name, const struct totals *totals)
{
    printf("%-12s %5zu %8zu %12.3f %9ld\n", name, totals->n_cases, totals->n_elements,
           totals->worst, totals->precision_bits);
}

static void show_table(const struct fixture_set *set, const struct totals *groups)
{
    struct totals all = {0}, task = {0};
    printf("%-12s %5s %8s %12s %9s\n", "task", "cases", "elements", "error/bound",
           "precision");
    for (size_t g = 0; g < set->n_groups; g++) {
        add_totals(&all, &groups[g]);
        add_totals(&task, &groups[g]);
        if (g + 1 < set->n_groups &&
            strcmp(set->groups[g].task, set->groups[g + 1].task) == 0)
            continue;
        show_row(set->groups[g].task, &task);
        task = (struct totals){0};
    }
    show_row("all", &all);
    fflush(stdout);
}

static int prove_set(struct fixture_set *set)
{
    bool terminal = isatty(STDOUT_FILENO) == 1;
    int rc = 0;
    struct totals *groups = calloc(set->n_groups, sizeof *groups);
    if (!groups)
        return error("no memory for the set");
    for (size_t g = 0; g < set->n_groups && rc == 0; g++) {
        show_progress(set, g, terminal);
        rc = prove_group(&set->groups[g], &groups[g]);
    }
    if (terminal)
        printf("\n");
    if (rc == 0)
        show_table(set, groups);
    free(groups);
    return rc;
}

static int save(const struct fixture_set *set, const struct options *options)
{
    char seed[32];
    snprintf(seed, sizeof seed, "%" PRIu64, options->seed);
    if (mkdir(options->output, 0777) < 0 && errno != EEXIST)
        return error("cannot make '%s': %s", options->output, strerror(errno));
    if (fixture_set_save(set, options->output, GENERATOR, seed) < 0)
        return -1;
    printf("wrote %zu groups and the manifest to %s\n", set->n_groups, options->output);
    return 0;
}

static int make(const struct options *options)
{
    struct fixture_set set = {0};
    struct digits_samples digits = {0};
    struct cases cases;
    int rc = -1;
    if (digits_read(&digits, options->data) < 0 ||
        cases_init(&cases, &set, options->seed, &digits) < 0 ||
        cases_add_all(&cases) < 0 || prove_set(&set) < 0)
        goto out;
    rc = options->dry_run ? 0 : save(&set, options);
out:
    fixture_set_release(&set);
    digits_release(&digits);
    flint_cleanup();
    return rc;
}

/* ---- The command ------------------------------------------------------------------- */

static int usage(void)
{
    error("usage: make_fixtures [--seed N] [--data FOLDER] [--dry-run] OUTPUT_FOLDER");
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

static bool read_options(struct options *options, int argc, char **argv)
{
    *options = (struct options){.seed = CASES_PUBLIC_SEED, .data = "fixtures/data"};
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--dry-run") == 0)
            options->dry_run = true;
        else if (strcmp(argv[i], "--seed") == 0 && i + 1 < argc) {
            if (!read_seed(argv[++i], &options->seed))
                return false;
        } else if (strcmp(argv[i], "--data") == 0 && i + 1 < argc)
            options->data = argv[++i];
        else if (argv[i][0] == '-' || options->output)
            return false;
        else
            options->output = argv[i];
    }
    return options->output != NULL;
}

int main(int argc, char **argv)
{
    struct options options;
    if (!read_options(&options, argc, argv))
        return usage();
    return make(&options) < 0 ? 3 : 0;
}
