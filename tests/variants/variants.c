/* variants: how far other implementations of the exercise are from the expected values of a
 * fixture set, in units of the bounds B. Right ones, which differ in order, arithmetic and
 * compiler, must be accepted everywhere: |got - expected| <= 4 B. Imprecise ones must lose
 * every check group that their imprecision concerns.
 *
 *     variants --list                        what to build: see rows.h
 *     variants [--markdown] FOLDER [FIXTURES]
 *
 * FOLDER holds the shared objects (tests/variants.sh builds them). Ends with
 * `variants: N passed, N failed`; status 1 if any failed, 3 if this program did.
 */
#include "error.h"
#include "fixture.h"
#include "implementation.h"
#include "rows.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const double tolerance = 4; /* in bounds, as in grader/check */

/* ---- Errors in bounds -------------------------------------------------------------- */

/* Where the error is largest. */
struct place {
    double ratio; /* |got - expected| / B; 0 where exact, infinite where B is 0 */
    const struct fixture_case *c; /* NULL: nowhere yet */
    size_t output, element;
};

static double element_ratio(const struct expected *expected, const struct array *got,
                            size_t i)
{
    const struct array *value = &expected->value;
    if (got->element == ELEMENT_UINT64)
        return got->u64[i] == value->u64[i] ? 0 : INFINITY;
    if (got->element == ELEMENT_INT)
        return got->i32[i] == value->i32[i] ? 0 : INFINITY;
    double difference = fabs(got->f64[i] - value->f64[i]);
    if (difference == 0)
        return 0;
    if (!expected->bound || isnan(difference))
        return INFINITY;
    return difference / expected->bound[i];
}

static void keep_larger(struct place *largest, const struct place *place)
{
    if (!largest->c || place->ratio > largest->ratio)
        *largest = *place;
}

static struct place case_place(const struct fixture_case *c, const struct array *outputs)
{
    struct place largest = {.c = NULL};
    for (size_t i = 0; i < c->n_expected; i++)
        for (size_t j = 0; j < c->expected[i].value.n; j++) {
            double ratio = element_ratio(&c->expected[i], &outputs[i], j);
            keep_larger(&largest, &(struct place){ratio, c, i, j});
        }
    return largest;
}

/* Whether all expected values are floats, as near as the grader looks: 0, 1/2 and 1 of a
 * saturated unit. Any precision gets them right. */
static bool is_indifferent(const struct fixture_case *c)
{
    for (size_t i = 0; i < c->n_expected; i++) {
        const struct expected *expected = &c->expected[i];
        for (size_t j = 0; j < expected->value.n && expected->bound; j++) {
            double value = expected->value.f64[j];
            if (fabs((double)(float)value - value) > tolerance * expected->bound[j])
                return false;
        }
    }
    return true;
}

/* Whether theta and X are floats to begin with. */
static bool is_stored_exactly(const struct call *call)
{
    for (size_t i = 0; i < 2; i++)
        for (size_t j = 0; j < call->inputs[i].n; j++) {
            double value = call->inputs[i].f64[j];
            if ((double)(float)value < value || (double)(float)value > value)
                return false;
        }
    return true;
}

/* Whether the row is imprecise in this case. A descent of no steps takes no gradient. */
static bool is_concerned(const struct row *row, const struct fixture_group *group,
                         const struct fixture_case *c)
{
    enum function function = c->call.function;
    if (!row->wrong)
        return true;
    if (!(row->wrong & 1U << function) || is_indifferent(c))
        return false;
    if (row->group && strcmp(row->group, group->group) != 0)
        return false;
    if (row->is_storage && is_stored_exactly(&c->call))
        return false;
    return function != FUNCTION_GRADIENT_DESCENT || row->wrong & 1U << FUNCTION_COST ||
           c->call.inputs[5].u64[0] > 0;
}

/* ---- One implementation ------------------------------------------------------------ */

/* Over the cases that the row concerns: all of them, for a right one. */
struct tally {
    bool is_missing;
    struct place worst;    /* of all */
    double worst_gradient; /* of those that ask for the gradient */
    struct place least;    /* the largest error of the group where that is least */
    size_t n_cases, n_rejected;
    size_t n_groups, n_groups_rejected;
    struct place least_rejected; /* the same, of the rejected cases */
};

/* The largest error in the case, for the choice for which it is least. Returns 1, 0 if the
 * function is not there, or -1 after one error line. */
static int try_case(const struct implementation *choices, size_t n,
                    const struct fixture_case *c, struct place *place)
{
    *place = (struct place){.c = NULL};
    for (size_t i = 0; i < n; i++) {
        struct array outputs[CONTRACT_MAX_OUTPUTS];
        if (!implementation_has(&choices[i], c->call.function))
            return 0;
        if (implementation_answer(&choices[i], &c->call, outputs) < 0)
            return -1;
        struct place one = case_place(c, outputs);
        implementation_release(outputs);
        if (!place->c || one.ratio < place->ratio)
            *place = one;
    }
    return place->c != NULL;
}

static void count_case(const struct row *row, const struct place *place,
                       struct tally *tally, FILE *accepted)
{
    tally->n_cases++;
    if (place->ratio > tolerance) {
        if (tally->n_rejected++ == 0 || place->ratio < tally->least_rejected.ratio)
            tally->least_rejected = *place;
    } else if (row->wrong && !row->may_pass)
        fprintf(accepted, "%s: %s (%.2g B)\n", row->name, place->c->id, place->ratio);
    keep_larger(&tally->worst, place);
    if (place->c->call.function == FUNCTION_COST_GRADIENT)
        tally->worst_gradient = fmax(tally->worst_gradient, place->ratio);
}

static int try_group(const struct row *row, const struct implementation *choices,
                     const struct fixture_group *group, struct tally *tally,
                     FILE *accepted)
{
    struct place largest = {.c = NULL};
    for (size_t i = 0; i < group->n_cases; i++) {
        const struct fixture_case *c = &group->cases[i];
        struct place place;
        if (c->kind != FIXTURE_VALUES || !is_concerned(row, group, c))
            continue;
        int rc = try_case(choices, row_n_choices(row), c, &place);
        if (rc < 0)
            return -1;
        if (rc == 0)
            continue;
        count_case(row, &place, tally, accepted);
        keep_larger(&largest, &place);
    }
    if (!largest.c)
        return 0;
    tally->n_groups++;
    tally->n_groups_rejected += largest.ratio > tolerance;
    if (!tally->least.c || largest.ratio < tally->least.ratio)
        tally->least = largest;
    return 0;
}

/* Lines for what an imprecise one gets right go to ACCEPTED. Returns 0, or -1 after one error
 * line. */
static int try_row(size_t index, const char *folder, const struct fixture_set *set,
                   struct tally *tally, FILE *accepted)
{
    const struct row *row = &rows[index];
    struct implementation choices[ROW_MAX_CHOICES] = {{.library = NULL}};
    int rc = -1;
    *tally = (struct tally){.is_missing = false};
    for (size_t i = 0; i < row_n_choices(row); i++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%02zu-%zu.so", folder, index, i);
        tally->is_missing = row->needs && access(path, F_OK) != 0;
        if (!tally->is_missing && implementation_open(&choices[i], path) < 0)
            goto out;
    }
    rc = 0;
    for (size_t g = 0; g < set->n_groups && rc == 0 && !tally->is_missing; g++)
        rc = try_group(row, choices, &set->groups[g], tally, accepted);
out:
    for (size_t i = 0; i < ROW_MAX_CHOICES; i++)
        implementation_close(&choices[i]);
    return rc;
}

static bool has_passed(const struct row *row, const struct tally *tally)
{
    if (!row->wrong)
        return tally->n_cases > 0 && tally->n_rejected == 0;
    return tally->n_groups > 0 && tally->n_groups_rejected == tally->n_groups;
}

/* ---- The tables -------------------------------------------------------------------- */

static const char *outcome(const struct row *row, const struct tally *tally)
{
    if (row->may_pass)
        return "not asked";
    if (!has_passed(row, tally))
        return "FAILED";
    if (row->wrong)
        return "rejected";
    return tally->worst.ratio <= 1 ? "within B" : "within 4 B";
}

static const char *case_id(const struct place *place)
{
    return place->c ? place->c->id : "-";
}

static const char *output_name(const struct place *place)
{
    return place->c ? place->c->expected[place->output].value.name : "";
}

static void show_right(const struct row *row, const struct tally *tally, bool markdown)
{
    const struct place *worst = &tally->worst;
    char where[256];
    snprintf(where, sizeof where, "%s %s[%zu]", case_id(worst), output_name(worst),
             worst->element);
    if (markdown)
        printf("| %s | `%s` ", row->name, row->command);
    printf(
        markdown ? "| %zu | %.3f | %.3f | %s | %s |\n" : "%5zu %8.3f %7.3f  %-42s %s\n",
        tally->n_cases, tally->worst_gradient, worst->ratio, where, outcome(row, tally));
}

static void show_wrong(const struct row *row, const struct tally *tally, bool markdown)
{
    const struct place *group = &tally->least, *one = &tally->least_rejected;
    char where[256];
    snprintf(where, sizeof where, "%s %s[%zu]", case_id(group), output_name(group),
             group->element);
    if (markdown)
        printf("| %s | `%s` ", row->name, row->command);
    printf(markdown ? "| %zu of %zu | %.2g | %s | %zu of %zu | %.2g | %s | %s |\n"
                    : "%2zu of %2zu %7.2g  %-47s %3zu of %3zu %7.2g  %-36s %s\n",
           tally->n_groups_rejected, tally->n_groups, group->ratio, where,
           tally->n_rejected, tally->n_cases, one->ratio, case_id(one),
           outcome(row, tally));
}

static void show_row(const struct row *row, const struct tally *tally, bool markdown)
{
    if (!markdown)
        printf("%-24s", row->name);
    if (tally->is_missing)
        printf(markdown ? "| %s | skipped: no %s |\n" : "%s skipped: no %s\n",
               markdown ? row->name : "", row->needs);
    else if (row->wrong)
        show_wrong(row, tally, markdown);
    else
        show_right(row, tally, markdown);
}

static void show_heading(bool wrong, bool markdown)
{
    if (markdown && !wrong)
        printf(
            "\n## Right ones\n\n| implementation | built | cases | largest error / B in "
            "gradients | in all | where | |\n|---|---|--:|--:|--:|---|---|\n");
    else if (markdown)
        printf("\n## Imprecise ones\n\n| implementation | built | groups rejected | "
               "least error / B | where | cases rejected | least error / B of these | "
               "where | |\n"
               "|---|---|--:|--:|---|--:|--:|---|---|\n");
    else if (!wrong)
        printf("%-24s%5s %8s %7s  %s\n", "right", "cases", "gradient", "error/B",
               "where largest");
    else
        printf("\n%-24s%8s %7s  %-47s %10s %7s  %s\n", "imprecise", "groups", "error/B",
               "where least", "cases", "error/B", "where least, of those rejected");
}

static void show_introduction(const struct fixture_set *set)
{
    size_t n = 0;
    for (size_t g = 0; g < set->n_groups; g++)
        n += set->groups[g].n_cases;
    printf(
        "# Implementations against the bounds\n\n"
        "Made by `tests/variants.sh BUILD --markdown` from the %s set (%zu cases). "
        "Each\nimplementation is compiled as its row says, with `-std=c11`, and called "
        "for every case\nwith expected values whose function it has. B is the bound on "
        "a right implementation's\nerror that is proven with the expected value "
        "(`numerics.md`); the grader accepts up to\n4 B. Compilers, libm and processor "
        "have a part in the figures, none in the verdicts.\n\n"
        "- **Right ones** compute the same thing in another order, arithmetic or "
        "compiler. Each must\n  be within 4 B on every element of every case. The "
        "largest error is shown, and where.\n"
        "- **Imprecise ones** must lose every check group, the unit of points, that "
        "their\n  imprecision concerns. A group's error is its largest; shown is the "
        "group where that is\n  least, then the same for single cases. Cases are left "
        "out where all answers are floats\n  within 4 B, as the 0 and 1 of saturated "
        "units, or, for storage, where theta and X are\n  floats to begin with. With "
        "several steps, each case takes the one that does best.\n  *Not asked* are rows "
        "that show where the limits lie: the exercise asks for\n  backpropagation in "
        "`gradient` alone, and plain cases admit a plain logarithm.\n",
        set->name, n);
}

static void show_accepted(const char *accepted, bool markdown)
{
    if (accepted[0] == '\0')
        return;
    printf(markdown ? "\n## Cases that an imprecise one gets right\n\n"
                      "```\n%s```\n"
                    : "\ncases that an imprecise one gets right:\n%s",
           accepted);
}

/* ---- The command ------------------------------------------------------------------- */

struct options {
    bool list, markdown;
    const char *folder, *fixtures;
};

struct counts {
    int passed, failed;
};

/* Returns 0, or -1 after one error line. */
static int show_rows(const struct options *options, const struct fixture_set *set,
                     struct counts *counts, FILE *accepted)
{
    *counts = (struct counts){.passed = 0};
    for (size_t i = 0; i < n_rows; i++) {
        struct tally tally;
        if (try_row(i, options->folder, set, &tally, accepted) < 0)
            return -1;
        if (i == 0 || !rows[i].wrong != !rows[i - 1].wrong)
            show_heading(rows[i].wrong != 0, options->markdown);
        show_row(&rows[i], &tally, options->markdown);
        fflush(stdout);
        if (tally.is_missing || rows[i].may_pass)
            continue;
        if (has_passed(&rows[i], &tally))
            counts->passed++;
        else
            counts->failed++;
    }
    return 0;
}

/* Returns the program's status. */
static int show_all(const struct options *options)
{
    struct fixture_set set = {0};
    struct counts counts;
    char *text = NULL;
    size_t n_bytes = 0;
    if (fixture_set_load(&set, options->fixtures) < 0)
        return 3;
    FILE *accepted = open_memstream(&text, &n_bytes);
    if (!accepted) {
        error("no memory for the table");
        fixture_set_release(&set);
        return 3;
    }
    if (options->markdown)
        show_introduction(&set);
    int rc = show_rows(options, &set, &counts, accepted);
    fclose(accepted);
    if (rc == 0) {
        show_accepted(text, options->markdown);
        printf("\nvariants: %d passed, %d failed\n", counts.passed, counts.failed);
    }
    free(text);
    fixture_set_release(&set);
    return rc < 0 ? 3 : counts.failed > 0;
}

static bool read_options(struct options *options, int argc, char **argv)
{
    *options = (struct options){.fixtures = "fixtures/public"};
    int n_paths = 0;
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], "--list") == 0)
            options->list = true;
        else if (strcmp(argv[i], "--markdown") == 0)
            options->markdown = true;
        else if (argv[i][0] == '-' || n_paths == 2)
            return false;
        else if (n_paths++ == 0)
            options->folder = argv[i];
        else
            options->fixtures = argv[i];
    return options->list || options->folder;
}

int main(int argc, char **argv)
{
    struct options options;
    if (!read_options(&options, argc, argv)) {
        error("usage: variants --list | [--markdown] FOLDER [FIXTURES]");
        return 2;
    }
    if (!options.list)
        return show_all(&options);
    rows_list();
    return 0;
}
