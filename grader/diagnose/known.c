#include "diagnose/known.h"

#include "check/compare.h"
#include "error.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_UNITS_OF_EVIDENCE = 256 };

/* One output of one case. */
struct seen {
    const struct fixture_case *fixture;
    size_t output;
    bool right;
    bool counts;             /* else the filter leaves it out: it can only contradict */
    const struct array *got; /* where wrong */
};

struct evidence_list {
    int function;      /* the filter's */
    size_t n, n_wrong; /* n_wrong: of those that count */
    struct seen seen[MAX_UNITS_OF_EVIDENCE];
};

bool evidence_passes(const struct evidence_filter *filter, const char *group,
                     enum function function, size_t output)
{
    if (filter->function >= 0 && (enum function)filter->function != function)
        return false;
    if (filter->output >= 0 && (size_t)filter->output != output)
        return false;
    return !filter->leave_regularised || strncmp(group, "regularised", 11) != 0;
}

/* A case without numbers, a crash for one, is evidence of nothing here. */
static void add_case(struct evidence_list *list, const struct case_result *c,
                     const char *group, const struct evidence_filter *filter)
{
    bool passed = c->verdict == VERDICT_PASS;
    for (size_t o = 0; o < c->fixture->n_expected; o++) {
        if ((!passed && c->n_got == 0) || list->n == MAX_UNITS_OF_EVIDENCE)
            continue;
        struct seen seen = {.fixture = c->fixture, .output = o, .right = passed};
        seen.counts = evidence_passes(filter, group, c->fixture->call.function, o);
        if (!passed) {
            seen.right =
                compare_output(&c->fixture->expected[o], &c->got[o]) == VERDICT_PASS;
            seen.got = &c->got[o];
        }
        list->n_wrong += !seen.right && seen.counts;
        list->seen[list->n++] = seen;
    }
}

static void collect(struct evidence_list *list, const struct task_result *task,
                    const struct evidence_filter *filter)
{
    *list = (struct evidence_list){.function = filter->function};
    for (size_t g = 0; g < task->n_groups; g++) {
        const struct group_result *group = &task->groups[g];
        for (size_t i = 0; i < group->n_cases; i++)
            if (misconception_covers(group->rubric->id, group->cases[i].fixture))
                add_case(list, &group->cases[i], group->rubric->id, filter);
    }
}

/* ---- one output under one misconception ---- */

enum prediction { PREDICTS_RIGHT, PREDICTS_WRONG, PREDICTS_NOTHING };

static enum prediction predict(const struct misconception *m, const struct seen *seen,
                               const struct wrong_output **output)
{
    if (!m->functions[seen->fixture->call.function])
        return PREDICTS_NOTHING;
    const struct wrong_answer *answer = misconception_answer(m, seen->fixture->id);
    if (!answer)
        return PREDICTS_RIGHT;
    *output = &answer->outputs[seen->output];
    if (!(*output)->known)
        return PREDICTS_NOTHING;
    return (*output)->n == 0 ? PREDICTS_RIGHT : PREDICTS_WRONG;
}

/* Whether the submission gave just this. What is kept is rounded to half a place of the grid;
 * the rest of two places is for the rounding of either side. */
static bool gave(const struct seen *seen, const struct wrong_output *output)
{
    if (seen->right || seen->got->n != output->n)
        return false;
    double grid = wrong_value_grid(output->value, output->n);
    for (size_t i = 0; i < output->n; i++)
        if (!(fabs(array_number(seen->got, i) - output->value[i]) <= 2 * grid))
            return false;
    return true;
}

/* ---- sets ---- */

/* What one misconception says of each output that was seen. */
struct said {
    unsigned char prediction[MAX_UNITS_OF_EVIDENCE]; /* enum prediction */
    bool gave[MAX_UNITS_OF_EVIDENCE]; /* that it was given, where it predicts wrong */
};

static void say(struct said *said, const struct misconception *m,
                const struct evidence_list *list)
{
    for (size_t i = 0; i < list->n; i++) {
        const struct wrong_output *output = NULL;
        enum prediction prediction = predict(m, &list->seen[i], &output);
        said->prediction[i] = (unsigned char)prediction;
        said->gave[i] = prediction == PREDICTS_WRONG && list->seen[i].counts &&
                        gave(&list->seen[i], output);
    }
}

/* Whether the set fits all that was seen. */
static bool set_fits(const struct evidence_list *list, const struct said *const set[2],
                     int size)
{
    bool alone[2] = {false, false};
    for (size_t i = 0; i < list->n; i++) {
        const struct seen *seen = &list->seen[i];
        bool wrong[2] = {false, false}, silent = false;
        for (int s = 0; s < size; s++) {
            wrong[s] = set[s]->prediction[i] == PREDICTS_WRONG;
            silent = silent || set[s]->prediction[i] == PREDICTS_NOTHING;
        }
        /* Outputs of one function are made together; functions are not. */
        if (!seen->counts && seen->right && (wrong[0] || wrong[1]) &&
            (int)seen->fixture->call.function == list->function)
            return false;
        if (!seen->counts || silent || (wrong[0] && wrong[1]))
            continue; /* where both are wrong, the sum of two slips is not known */
        if (!wrong[0] && !wrong[1] && !seen->right)
            return false;
        for (int s = 0; s < size; s++) {
            if (wrong[s] && !set[s]->gave[i])
                return false;
            alone[s] = alone[s] || wrong[s];
        }
    }
    return alone[0] && (size == 1 || alone[1]);
}

static void add_fit(struct fits *fits, const struct misconception *a,
                    const struct misconception *b)
{
    if (fits->n < KNOWN_MAX_FITS) {
        fits->list[fits->n][0] = a;
        fits->list[fits->n][1] = b;
    }
    fits->n++;
}

static void find_pairs(const struct misconceptions *all, const struct evidence_list *list,
                       const struct said *said, struct fits *fits)
{
    for (size_t a = 0; a < all->n; a++)
        for (size_t b = a + 1; b < all->n; b++) {
            const struct said *const set[2] = {&said[a], &said[b]};
            if (set_fits(list, set, 2))
                add_fit(fits, &all->list[a], &all->list[b]);
        }
}

int known_fits(const struct misconceptions *all, const struct task_result *task,
               const struct evidence_filter *filter, int size, struct fits *fits)
{
    struct evidence_list list;
    collect(&list, task, filter);
    fits->n = 0;
    if (list.n_wrong == 0 || all->n == 0)
        return 0;
    /* Asked once of each, since there are thousands of pairs. */
    struct said *said = calloc(all->n, sizeof *said);
    if (!said)
        return error("out of memory");
    for (size_t a = 0; a < all->n; a++) {
        const struct said *const set[2] = {&said[a], NULL};
        say(&said[a], &all->list[a], &list);
        if (size == 1 && set_fits(&list, set, 1))
            add_fit(fits, &all->list[a], NULL);
    }
    if (size == 2)
        find_pairs(all, &list, said, fits);
    free(said);
    return 0;
}

/* ---- with the other sign ---- */

static bool is_negated(const struct array *got, const double *value)
{
    double grid = wrong_value_grid(value, got->n);
    for (size_t i = 0; i < got->n; i++)
        if (!(fabs(got->f64[i] + value[i]) <= 2 * grid))
            return false;
    return true;
}

/* Whether everything that counts is minus what M answers, or minus the right answer where M is
 * right. */
static bool fits_negated(const struct evidence_list *list, const struct misconception *m)
{
    bool alone = false;
    for (size_t i = 0; i < list->n; i++) {
        const struct seen *seen = &list->seen[i];
        const struct wrong_output *output = NULL;
        if (!seen->counts)
            continue;
        if (seen->right || seen->got->element != ELEMENT_DOUBLE)
            return false;
        enum prediction prediction = predict(m, seen, &output);
        const double *value = prediction == PREDICTS_WRONG
                                  ? output->value
                                  : seen->fixture->expected[seen->output].value.f64;
        if (prediction == PREDICTS_NOTHING || !is_negated(seen->got, value))
            return false;
        alone = alone || prediction == PREDICTS_WRONG;
    }
    return alone;
}

const struct misconception *known_negated(const struct misconceptions *all,
                                          const struct task_result *task,
                                          const struct evidence_filter *filter)
{
    const struct misconception *found = NULL;
    struct evidence_list list;
    collect(&list, task, filter);
    for (size_t i = 0; i < all->n && list.n_wrong > 0; i++) {
        if (!fits_negated(&list, &all->list[i]))
            continue;
        if (found)
            return NULL;
        found = &all->list[i];
    }
    return found;
}

bool known_any_wrong(const struct task_result *task, const struct evidence_filter *filter)
{
    struct evidence_list list;
    collect(&list, task, filter);
    return list.n_wrong > 0;
}

bool known_fits_alone(const struct misconception *m, const struct task_result *task)
{
    const struct evidence_filter everything = {.function = -1, .output = -1};
    struct evidence_list list;
    struct said said;
    const struct said *const set[2] = {&said, NULL};
    collect(&list, task, &everything);
    say(&said, m, &list);
    return list.n_wrong > 0 && set_fits(&list, set, 1);
}

bool known_concerns(const struct misconception *m, const struct task_result *task)
{
    const struct evidence_filter everything = {.function = -1, .output = -1};
    struct evidence_list list;
    collect(&list, task, &everything);
    for (size_t i = 0; i < list.n; i++) {
        const struct wrong_output *output;
        if (predict(m, &list.seen[i], &output) == PREDICTS_WRONG)
            return true;
    }
    return false;
}
