#include "audit.h"

#include "error.h"
#include "prove.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Of one case: how many elements differ, and what is to be said of the first. */
struct differences {
    size_t n;
    char first[256];
};

void audit_totals_add(struct audit_totals *sum, const struct audit_totals *part)
{
    sum->n_cases += part->n_cases;
    sum->n_held += part->n_held;
    sum->n_elements += part->n_elements;
    sum->n_proven += part->n_proven;
    sum->n_exact += part->n_exact;
    sum->n_equal += part->n_equal;
    if (part->worst > sum->worst)
        sum->worst = part->worst;
    if (part->precision_bits > sum->precision_bits)
        sum->precision_bits = part->precision_bits;
}

/* ---- Stored and proven ----------------------------------------------------------- */

static bool same_bits(const struct array *a, const struct array *b, size_t i)
{
    size_t size = element_size(a->element), at = i * size;
    return memcmp((const char *)a->data + at, (const char *)b->data + at, size) == 0;
}

/* WHAT is "" or "bound of ". */
static void note_element(struct differences *d, const char *what,
                         const struct array *stored, const struct array *proven, size_t i)
{
    if (d->n++ > 0)
        return;
    int n = snprintf(d->first, sizeof d->first, "%s%s[%zu] is ", what, stored->name, i);
    char *end = d->first + n;
    size_t room = sizeof d->first - (size_t)n;
    switch (stored->element) {
    case ELEMENT_DOUBLE:
        snprintf(end, room, "%a (%.17g), proven %a (%.17g)", stored->f64[i],
                 stored->f64[i], proven->f64[i], proven->f64[i]);
        break;
    case ELEMENT_INT:
        snprintf(end, room, "%d, proven %d", stored->i32[i], proven->i32[i]);
        break;
    case ELEMENT_UINT64:
        snprintf(end, room, "%" PRIu64 ", proven %" PRIu64, stored->u64[i],
                 proven->u64[i]);
        break;
    }
}

static struct array bounds_of(const struct expected *e)
{
    return (struct array){.name = e->value.name,
                          .element = ELEMENT_DOUBLE,
                          .n = e->value.n,
                          .f64 = e->bound};
}

/* Returns how many elements are alike, value and bound. */
static size_t compare_output(struct differences *d, const struct expected *stored,
                             const struct expected *proven)
{
    const struct array *value = &stored->value;
    if (value->n != proven->value.n || value->element != proven->value.element ||
        !stored->bound != !proven->bound) {
        if (d->n++ == 0)
            snprintf(d->first, sizeof d->first, "%s %s", value->name,
                     !stored->bound == !proven->bound ? "has another shape"
                     : stored->bound                  ? "has bounds, but is exact"
                                                      : "has no bounds");
        return 0;
    }
    struct array bound = bounds_of(stored), proven_bound = bounds_of(proven);
    size_t n_alike = 0;
    for (size_t i = 0; i < value->n; i++) {
        if (!same_bits(value, &proven->value, i))
            note_element(d, "", value, &proven->value, i);
        else if (stored->bound && !same_bits(&bound, &proven_bound, i))
            note_element(d, "bound of ", &bound, &proven_bound, i);
        else
            n_alike++;
    }
    return n_alike;
}

static int compare_case(const struct fixture_case *stored,
                        const struct fixture_case *proven, struct audit_totals *totals)
{
    struct differences d = {0};
    if (stored->n_expected != proven->n_expected)
        return error("%s: %zu outputs, proven %zu", stored->id, stored->n_expected,
                     proven->n_expected);
    for (size_t i = 0; i < stored->n_expected; i++) {
        size_t n = compare_output(&d, &stored->expected[i], &proven->expected[i]);
        if (stored->expected[i].bound)
            totals->n_proven += n;
        else
            totals->n_equal += n;
    }
    if (d.n > 1)
        return error("%s: %s; %zu more of this case differ", stored->id, d.first,
                     d.n - 1);
    return d.n == 1 ? error("%s: %s", stored->id, d.first) : 0;
}

/* ---- Cases ----------------------------------------------------------------------- */

static void count_elements(struct audit_totals *totals, const struct fixture_case *c)
{
    totals->n_cases++;
    for (size_t i = 0; i < c->n_expected; i++)
        if (c->expected[i].bound)
            totals->n_elements += c->expected[i].value.n;
        else
            totals->n_exact += c->expected[i].value.n;
}

/* All of the case but what is to be found; call and names stay the stored case's. */
static struct fixture_case without_expected(const struct fixture_case *c)
{
    struct fixture_case bare = *c;
    bare.n_expected = 0;
    memset(bare.expected, 0, sizeof bare.expected);
    return bare;
}

static void release_expected(struct fixture_case *c)
{
    for (size_t i = 0; i < CONTRACT_MAX_OUTPUTS; i++) {
        free(c->expected[i].value.data);
        free(c->expected[i].bound);
    }
}

int audit_case(const struct fixture_group *group, const struct fixture_case *c,
               struct audit_totals *totals)
{
    struct fixture_case anew = without_expected(c);
    struct proof_totals proof = {0};
    int rc = -1;
    count_elements(totals, c);
    enum proof_outcome outcome = prove_case(group, &anew, &proof);
    if (outcome == PROOF_BLUNT)
        error("%s: the bound is too large a part of the value", c->id);
    if (outcome != PROOF_DONE)
        goto out;
    audit_totals_add(totals,
                     &(struct audit_totals){.worst = proof.worst,
                                            .precision_bits = proof.precision_bits});
    if (compare_case(c, &anew, totals) < 0)
        goto out;
    if (!(proof.worst <= AUDIT_REFERENCE_ERROR)) {
        error("%s: the reference is off by %.3g times the bound, more than %g", c->id,
              proof.worst, AUDIT_REFERENCE_ERROR);
        goto out;
    }
    totals->n_held++;
    rc = 0;
out:
    release_expected(&anew);
    return rc;
}

size_t audit_set(const struct fixture_set *set, struct audit_totals *totals,
                 void (*begin)(const struct fixture_set *set, size_t group, size_t c))
{
    size_t n_wrong = 0;
    for (size_t g = 0; g < set->n_groups; g++) {
        const struct fixture_group *group = &set->groups[g];
        totals[g] = (struct audit_totals){0};
        for (size_t i = 0; i < group->n_cases; i++) {
            if (begin)
                begin(set, g, i);
            n_wrong += audit_case(group, &group->cases[i], &totals[g]) < 0;
        }
    }
    return n_wrong;
}
