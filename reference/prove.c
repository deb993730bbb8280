#include "prove.h"

#include "answer.h"
#include "cases.h"
#include "certify.h"
#include "check/initialisation.h"
#include "error.h"
#include "team.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Above these a case cannot tell right from wrong; see certify.h. */
static const double largest_descent_bound = 1e-9, largest_graph_bound = 1e-11;

void proof_totals_add(struct proof_totals *sum, const struct proof_totals *part)
{
    sum->n_cases += part->n_cases;
    sum->n_elements += part->n_elements;
    if (part->worst > sum->worst)
        sum->worst = part->worst;
    if (part->precision_bits > sum->precision_bits)
        sum->precision_bits = part->precision_bits;
}

/* ---- One case ---------------------------------------------------------------------- */

static double largest_bound(enum function function)
{
    switch (function) {
    case FUNCTION_GRADIENT_DESCENT: return largest_descent_bound;
    case FUNCTION_GRAPH_FORWARD:
    case FUNCTION_GRAPH_BACKWARD: return largest_graph_bound;
    default: return 0;
    }
}

static enum proof_outcome prove_values(const struct fixture_group *group,
                                       struct fixture_case *c,
                                       struct proof_totals *totals)
{
    struct certificate proof = {0};
    struct array outputs[CONTRACT_MAX_OUTPUTS];
    double limit = largest_bound(c->call.function);
    if (certify_case(c, cases_loss(group, c), &proof) < 0)
        return PROOF_FAILED;
    if (limit > 0 && !(proof.largest_relative_bound < limit))
        return PROOF_BLUNT;
    if (reference_answer(&c->call, outputs) < 0)
        return PROOF_FAILED;
    double worst = answer_error(c, outputs);
    answer_release(outputs);
    proof_totals_add(totals,
                     &(struct proof_totals){.n_elements = proof.n_elements,
                                            .worst = worst,
                                            .precision_bits = proof.precision_bits});
    if (!(worst <= 1))
        return error("%s: the reference is off by %.3g times the bound", c->id, worst);
    return PROOF_DONE;
}

static enum proof_outcome prove_init(const struct fixture_case *c)
{
    struct array outputs[CONTRACT_MAX_OUTPUTS];
    struct evidence evidence = {.output = 0};
    if (reference_answer(&c->call, outputs) < 0)
        return PROOF_FAILED;
    enum verdict verdict = check_initialisation(&c->call, &outputs[0], &evidence);
    answer_release(outputs);
    if (verdict != VERDICT_PASS)
        return error("%s: the reference fails: %s", c->id, evidence.message);
    return PROOF_DONE;
}

static enum proof_outcome prove_digits(const struct fixture_case *c)
{
    size_t correct = 0;
    if (reference_digits(c, &correct) < 0)
        return PROOF_FAILED;
    if (correct < c->digits.min_correct)
        return error("%s: the reference reads %zu of %zu digits, fewer than %zu", c->id,
                     correct, c->digits.m_test, c->digits.min_correct);
    return PROOF_DONE;
}

enum proof_outcome prove_case(const struct fixture_group *group, struct fixture_case *c,
                              struct proof_totals *totals)
{
    enum proof_outcome outcome;
    switch (c->kind) {
    case FIXTURE_INIT: outcome = prove_init(c); break;
    case FIXTURE_DIGITS: outcome = prove_digits(c); break;
    default: outcome = prove_values(group, c, totals); break;
    }
    if (outcome == PROOF_DONE)
        totals->n_cases++;
    return outcome;
}

/* ---- The set ----------------------------------------------------------------------- */

static int prove_or_fail(const struct fixture_group *group, struct fixture_case *c,
                         struct proof_totals *totals)
{
    enum proof_outcome outcome = prove_case(group, c, totals);
    if (outcome == PROOF_BLUNT)
        return error("%s: the bound is more than %.0e of the value", c->id,
                     largest_bound(c->call.function));
    return outcome == PROOF_DONE ? 0 : -1;
}

int prove_group(struct fixture_group *group, struct proof_totals *totals)
{
    for (size_t i = 0; i < group->n_cases; i++)
        if (prove_or_fail(group, &group->cases[i], totals) < 0)
            return -1;
    return 0;
}

/* *ATTEMPT: how often the case was drawn before it was taken. */
static int draw_and_prove(const struct cases *cases, size_t g, size_t i,
                          unsigned char *attempt, struct proof_totals *totals)
{
    struct fixture_group *group = &cases->set->groups[g];
    for (*attempt = 0; *attempt <= CASES_MAX_ATTEMPTS; ++*attempt) {
        if (*attempt > 0 && cases_draw_again(cases, g, i, *attempt) < 0)
            return -1;
        struct fixture_case *c = &group->cases[i];
        enum proof_outcome outcome = prove_case(group, c, totals);
        if (outcome == PROOF_DONE)
            return 0;
        if (outcome == PROOF_FAILED && c->call.function != FUNCTION_PREDICT)
            return -1;
    }
    return error("%s: %d drawn cases are all refused", group->cases[i].id,
                 CASES_MAX_ATTEMPTS + 1);
}

/* ---- A case as a piece of work ----------------------------------------------------- */

struct set_work {
    struct fixture_set *set;
    const struct cases *drawn; /* or NULL */
    struct proof_totals *totals;
    void (*begin)(const struct fixture_set *set, size_t group, size_t c);
};

/* What is handed back; behind it, of each output, the values and the bounds. */
struct proven_case {
    unsigned char attempt;
    struct proof_totals totals;
    size_t n_expected;
    bool bounded[CONTRACT_MAX_OUTPUTS];
};

/* The group of the piece, and in *I which case of it. */
static size_t find_case(const struct set_work *work, size_t piece, size_t *i)
{
    size_t g = 0;
    for (*i = piece; *i >= work->set->groups[g].n_cases; g++)
        *i -= work->set->groups[g].n_cases;
    return g;
}

static const char *name_case(void *context, size_t piece)
{
    const struct set_work *work = context;
    size_t i, g = find_case(work, piece, &i);
    return work->set->groups[g].cases[i].id;
}

static void begin_case(void *context, size_t piece)
{
    const struct set_work *work = context;
    size_t i, g = find_case(work, piece, &i);
    if (work->begin)
        work->begin(work->set, g, i);
}

static int work_on_case(void *context, size_t piece, FILE *to)
{
    const struct set_work *work = context;
    size_t i, g = find_case(work, piece, &i);
    struct fixture_group *group = &work->set->groups[g];
    struct proven_case proven = {.attempt = 0};
    if (work->drawn
            ? draw_and_prove(work->drawn, g, i, &proven.attempt, &proven.totals) < 0
            : prove_or_fail(group, &group->cases[i], &proven.totals) < 0)
        return -1;
    const struct fixture_case *c = &group->cases[i];
    proven.n_expected = c->n_expected;
    for (size_t o = 0; o < c->n_expected; o++)
        proven.bounded[o] = c->expected[o].bound != NULL;
    fwrite(&proven, sizeof proven, 1, to);
    for (size_t o = 0; o < c->n_expected; o++) {
        const struct expected *e = &c->expected[o];
        fwrite(e->value.data, element_size(e->value.element), e->value.n, to);
        if (e->bound)
            fwrite(e->bound, sizeof *e->bound, e->value.n, to);
    }
    return 0;
}

/* Shape and names follow from the call. */
static int take_expected(struct fixture_case *c, const struct proven_case *proven,
                         const char *bytes)
{
    struct array outputs[CONTRACT_MAX_OUTPUTS];
    size_t n_outputs;
    const char *wrong = call_outputs(&c->call, outputs, &n_outputs);
    if (wrong)
        return error("%s: %s", c->id, wrong);
    for (size_t o = 0; o < proven->n_expected; o++) {
        struct expected *e = &c->expected[c->n_expected++];
        size_t n = outputs[o].n, size = element_size(outputs[o].element);
        e->value = outputs[o];
        e->value.data = calloc(n + 1, size);
        e->bound = proven->bounded[o] ? calloc(n + 1, sizeof *e->bound) : NULL;
        if (!e->value.data || (proven->bounded[o] && !e->bound))
            return error("no memory for %s", c->id);
        memcpy(e->value.data, bytes, n * size);
        bytes += n * size;
        if (e->bound)
            memcpy(e->bound, bytes, n * sizeof *e->bound);
        bytes += e->bound ? n * sizeof *e->bound : 0;
    }
    return 0;
}

static int take_case(void *context, size_t piece, const char *bytes, size_t n_bytes)
{
    const struct set_work *work = context;
    size_t i, g = find_case(work, piece, &i);
    struct proven_case proven;
    assert(n_bytes >= sizeof proven);
    memcpy(&proven, bytes, sizeof proven);
    proof_totals_add(&work->totals[g], &proven.totals);
    if (proven.attempt > 0 && cases_draw_again(work->drawn, g, i, proven.attempt) < 0)
        return -1;
    struct fixture_case *c = &work->set->groups[g].cases[i];
    return proven.n_expected > 0 ? take_expected(c, &proven, bytes + sizeof proven) : 0;
}

/* The digits are a training, longer than all other cases together: they come first. */
static int prove_all(struct set_work *work, int n_jobs)
{
    struct team_work team = {.context = work,
                             .work = work_on_case,
                             .begin = begin_case,
                             .take = take_case,
                             .name = name_case};
    for (size_t g = 0; g < work->set->n_groups; g++) {
        const struct fixture_group *group = &work->set->groups[g];
        work->totals[g] = (struct proof_totals){0};
        if (group->n_cases > 0 && group->cases[0].kind == FIXTURE_DIGITS)
            team.first = team.n_pieces;
        team.n_pieces += group->n_cases;
    }
    return team_run(&team, n_jobs);
}

int prove_set(struct fixture_set *set, int n_jobs, struct proof_totals *totals,
              void (*begin)(const struct fixture_set *set, size_t group, size_t c))
{
    return prove_all(&(struct set_work){.set = set, .totals = totals, .begin = begin},
                     n_jobs);
}

int prove_drawn_set(const struct cases *cases, int n_jobs, struct proof_totals *totals,
                    void (*begin)(const struct fixture_set *set, size_t group, size_t c))
{
    return prove_all(
        &(struct set_work){
            .set = cases->set, .drawn = cases, .totals = totals, .begin = begin},
        n_jobs);
}

/* ---- The table --------------------------------------------------------------------- */

static void print_row(FILE *to, const char *name, const struct proof_totals *totals)
{
    fprintf(to, "%-12s %5zu %8zu %12.3f %9ld\n", name, totals->n_cases,
            totals->n_elements, totals->worst, totals->precision_bits);
}

void proof_table(FILE *to, const struct fixture_set *set,
                 const struct proof_totals *totals)
{
    struct proof_totals all = {0}, task = {0};
    fprintf(to, "%-12s %5s %8s %12s %9s\n", "task", "cases", "elements", "error/bound",
            "precision");
    for (size_t g = 0; g < set->n_groups; g++) {
        proof_totals_add(&all, &totals[g]);
        proof_totals_add(&task, &totals[g]);
        if (g + 1 < set->n_groups &&
            strcmp(set->groups[g].task, set->groups[g + 1].task) == 0)
            continue;
        print_row(to, set->groups[g].task, &task);
        task = (struct proof_totals){0};
    }
    print_row(to, "all", &all);
    fflush(to);
}
