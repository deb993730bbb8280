#include "prove.h"

#include "answer.h"
#include "cases.h"
#include "certify.h"
#include "check/initialisation.h"
#include "error.h"

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

static int draw_and_prove(const struct cases *cases, size_t g, size_t i,
                          struct proof_totals *totals)
{
    struct fixture_group *group = &cases->set->groups[g];
    for (unsigned char attempt = 0; attempt <= CASES_MAX_ATTEMPTS; attempt++) {
        if (attempt > 0 && cases_draw_again(cases, g, i, attempt) < 0)
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

static int prove_all(struct fixture_set *set, const struct cases *drawn,
                     struct proof_totals *totals,
                     void (*begin)(const struct fixture_set *set, size_t group, size_t c))
{
    for (size_t g = 0; g < set->n_groups; g++) {
        struct fixture_group *group = &set->groups[g];
        totals[g] = (struct proof_totals){0};
        for (size_t i = 0; i < group->n_cases; i++) {
            if (begin)
                begin(set, g, i);
            if (drawn ? draw_and_prove(drawn, g, i, &totals[g]) < 0
                      : prove_or_fail(group, &group->cases[i], &totals[g]) < 0)
                return -1;
        }
    }
    return 0;
}

int prove_set(struct fixture_set *set, struct proof_totals *totals,
              void (*begin)(const struct fixture_set *set, size_t group, size_t c))
{
    return prove_all(set, NULL, totals, begin);
}

int prove_drawn_set(const struct cases *cases, struct proof_totals *totals,
                    void (*begin)(const struct fixture_set *set, size_t group, size_t c))
{
    return prove_all(cases->set, cases, totals, begin);
}

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
