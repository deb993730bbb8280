#include "changes.h"

#include <math.h>
#include <string.h>

/* ---- One case ---------------------------------------------------------------------- */

static bool same_array(const struct array *a, const struct array *b)
{
    return a->element == b->element && a->n == b->n &&
           (a->n == 0 || memcmp(a->data, b->data, a->n * element_size(a->element)) == 0);
}

static bool same_text(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

static bool same_net(const struct bp_net *a, const struct bp_net *b)
{
    return a->n_layers == b->n_layers && a->output == b->output &&
           (a->regularize_bias != 0) == (b->regularize_bias != 0) &&
           memcmp(a->units, b->units, (a->n_layers + 1) * sizeof *a->units) == 0;
}

static bool same_digits(const struct fixture_case *a, const struct fixture_case *b)
{
    return a->digits.seed == b->digits.seed && a->digits.m_test == b->digits.m_test &&
           a->digits.min_correct == b->digits.min_correct &&
           same_text(a->X_test_data, b->X_test_data) &&
           a->X_test_first == b->X_test_first;
}

static bool same_inputs(const struct fixture_case *a, const struct fixture_case *b)
{
    const struct call *x = &a->call, *y = &b->call;
    if (a->kind != b->kind || x->function != y->function || x->n_inputs != y->n_inputs)
        return false;
    if (function_takes_net(x->function) && !same_net(&x->net, &y->net))
        return false;
    for (size_t i = 0; i < x->n_inputs; i++)
        if (!same_array(&x->inputs[i], &y->inputs[i]))
            return false;
    return same_text(a->X_data, b->X_data) && a->X_first == b->X_first &&
           (a->kind != FIXTURE_DIGITS || same_digits(a, b));
}

static bool same_bounds(const struct expected *a, const struct expected *b)
{
    if (!a->bound || !b->bound)
        return a->bound == b->bound;
    return a->value.n == b->value.n &&
           memcmp(a->bound, b->bound, a->value.n * sizeof *a->bound) == 0;
}

/* The larger; what is no number counts as infinite. */
static double larger(double a, double b)
{
    return b > a || isnan(b) ? (isnan(b) ? INFINITY : b) : a;
}

/* Of one output of the same inputs. */
static void measure(struct change *change, const struct expected *old,
                    const struct expected *new)
{
    if (!same_array(&old->value, &new->value) &&
        (old->value.element != ELEMENT_DOUBLE || old->value.n != new->value.n ||
         !old->bound)) {
        change->value_in_bounds = INFINITY;
        return;
    }
    if (!old->bound)
        return;
    for (size_t i = 0; i < old->value.n; i++) {
        double apart = fabs(new->value.f64[i] - old->value.f64[i]);
        if (apart != 0)
            change->value_in_bounds =
                larger(change->value_in_bounds, apart / old->bound[i]);
        if (!new->bound || new->bound[i] == old->bound[i])
            continue;
        double percent = 100 * (new->bound[i] - old->bound[i]) / old->bound[i];
        if (fabs(percent) > fabs(change->bound_percent))
            change->bound_percent = percent;
    }
}

bool change_of_case(struct change *change, const struct fixture_case *old,
                    const struct fixture_case *new)
{
    *change = (struct change){.inputs = !same_inputs(old, new),
                              .expected = old->n_expected != new->n_expected,
                              .bounds = old->n_expected != new->n_expected,
                              .title = !same_text(old->title, new->title)};
    for (size_t i = 0; i < old->n_expected && i < new->n_expected; i++) {
        const struct expected *a = &old->expected[i], *b = &new->expected[i];
        if (!same_array(&a->value, &b->value))
            change->expected = true;
        if (!same_bounds(a, b))
            change->bounds = true;
        if (!change->inputs)
            measure(change, a, b);
    }
    return change->inputs || change->expected || change->bounds || change->title;
}

/* ---- The set ----------------------------------------------------------------------- */

struct sums {
    FILE *to;
    size_t max_rows, n_rows, n_added, n_removed, n_changed, n_same;
    double value_in_bounds, bound_percent;
    const char *value_id, *bound_id;
};

static const struct fixture_case *find_case(const struct fixture_set *set, const char *id)
{
    for (size_t g = 0; g < set->n_groups; g++)
        for (size_t i = 0; i < set->groups[g].n_cases; i++)
            if (strcmp(set->groups[g].cases[i].id, id) == 0)
                return &set->groups[g].cases[i];
    return NULL;
}

static bool has_row(struct sums *sums)
{
    return ++sums->n_rows <= sums->max_rows;
}

static void print_change(const struct sums *sums, const char *id,
                         const struct change *change)
{
    fprintf(sums->to, "* %s:", id);
    if (change->inputs)
        fprintf(sums->to, " inputs");
    if (change->expected)
        fprintf(sums->to, " expected");
    if (change->value_in_bounds > 0)
        fprintf(sums->to, " (by %.3g bounds)", change->value_in_bounds);
    if (change->bounds)
        fprintf(sums->to, " bounds");
    if (change->bound_percent != 0)
        fprintf(sums->to, " (by %+.3g %%)", change->bound_percent);
    if (change->title)
        fprintf(sums->to, " title");
    fprintf(sums->to, "\n");
}

static void compare_case(struct sums *sums, const struct fixture_case *old,
                         const struct fixture_case *new)
{
    struct change change;
    if (!change_of_case(&change, old, new)) {
        sums->n_same++;
        return;
    }
    sums->n_changed++;
    if (change.value_in_bounds > sums->value_in_bounds) {
        sums->value_in_bounds = change.value_in_bounds;
        sums->value_id = new->id;
    }
    if (fabs(change.bound_percent) > fabs(sums->bound_percent)) {
        sums->bound_percent = change.bound_percent;
        sums->bound_id = new->id;
    }
    if (has_row(sums))
        print_change(sums, new->id, &change);
}

static void print_sums(const struct sums *sums)
{
    if (sums->n_rows == 0) {
        fprintf(sums->to, "nothing changes\n");
        return;
    }
    if (sums->n_rows > sums->max_rows)
        fprintf(sums->to, "  and %zu more\n", sums->n_rows - sums->max_rows);
    fprintf(sums->to, "%zu added, %zu removed, %zu changed, %zu the same\n",
            sums->n_added, sums->n_removed, sums->n_changed, sums->n_same);
    if (sums->value_id)
        fprintf(sums->to, "largest change of an expected value: %.3g bounds (%s)\n",
                sums->value_in_bounds, sums->value_id);
    if (sums->bound_id)
        fprintf(sums->to, "largest change of a bound: %+.3g %% (%s)\n",
                sums->bound_percent, sums->bound_id);
}

void changes_print(FILE *to, const struct fixture_set *old, const struct fixture_set *new,
                   size_t max_rows)
{
    struct sums sums = {.to = to, .max_rows = max_rows};
    for (size_t g = 0; g < old->n_groups; g++) {
        for (size_t i = 0; i < old->groups[g].n_cases; i++) {
            const char *id = old->groups[g].cases[i].id;
            if (find_case(new, id))
                continue;
            sums.n_removed++;
            if (has_row(&sums))
                fprintf(to, "- %s\n", id);
        }
    }
    for (size_t g = 0; g < new->n_groups; g++) {
        for (size_t i = 0; i < new->groups[g].n_cases; i++) {
            const struct fixture_case *c = &new->groups[g].cases[i];
            const struct fixture_case *before = find_case(old, c->id);
            if (before) {
                compare_case(&sums, before, c);
                continue;
            }
            sums.n_added++;
            if (has_row(&sums))
                fprintf(to, "+ %s\n", c->id);
        }
    }
    print_sums(&sums);
}
