/* audit.h: a stored fixture set, proven again from scratch.
 *
 * Each case is copied without its expected values, certify.h finds them anew from the
 * stored inputs, and what is stored must be the same: every expected double and integer,
 * and every bound, bit for bit. The reference (answer.h) must answer well within the
 * bounds, and pass the cases that have no expected value.
 *
 * What it cannot tell: inputs changed so that all expected values stay right (y of an add
 * gate), or together with them, are another set that is right as well. The hashes of the
 * manifest tell, and making the set again (tests/regenerate.sh).
 *
 * Why bounds are compared by bits, without a tolerance: the error of a bound is a
 * mag_t, whose mantissa has 30 bits, computed by FLINT in integers and in doubles
 * without libm's exp or log; arf, mpfr and the double hold 30 bits exactly, so that
 * what is stored is the mag_t itself. Two bounds that differ at all thus differ by
 * 2^-30 of themselves or more (9e-10): a tolerance of 1e-12 would admit nothing that a
 * machine can give otherwise, one above 1e-9 would admit changed digits. Should another
 * FLINT round a bound otherwise, the audit says so, and the set is to be made again:
 * the version of FLINT is a part of what it was proven with.
 */
#ifndef REFERENCE_AUDIT_H
#define REFERENCE_AUDIT_H

#include "fixture.h"

#include <stddef.h>

/* How far the reference may be from an expected value, in bounds. The grader takes 4. */
#define AUDIT_REFERENCE_ERROR 0.25

struct audit_totals {
    size_t n_cases, n_held;
    size_t n_elements, n_proven; /* with a bound: stored; value and bound alike */
    size_t n_exact, n_equal;     /* without a bound: stored; alike */
    double worst;                /* error of the reference in bounds */
    long precision_bits;         /* the highest that was needed */
};

/* Sums, and the larger of worst and precision_bits. */
void audit_totals_add(struct audit_totals *sum, const struct audit_totals *part);

/* Proves the case of GROUP anew, which stays as it is, and adds to *totals. Returns 0 if
 * it holds; else -1 after one error line, which begins with the case's id and, where
 * something differs, names the first element that does, stored and proven, and how many
 * more do. */
int audit_case(const struct fixture_group *group, const struct fixture_case *c,
               struct audit_totals *totals);

/* audit_case() for every case, those behind one that does not hold too. TOTALS has
 * set->n_groups elements, which are set. BEGIN, if not NULL, is called before each case.
 * Returns how many cases do not hold. */
size_t audit_set(const struct fixture_set *set, struct audit_totals *totals,
                 void (*begin)(const struct fixture_set *set, size_t group, size_t c));

#endif
