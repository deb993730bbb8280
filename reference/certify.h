/* certify.h: proven expected values and proven error bounds for the cases of a fixture
 * set.
 *
 * Every expected value is the double nearest to the exact real answer, decided by an
 * enclosure in ball arithmetic (Arb). Every bound B_i holds for the answer of any correct
 * implementation in double: docs/numerics.md says which ones are meant, and derives it.
 * Both are computed from the formulas of backprop.h; nothing here calls or repeats
 * reference/backprop.c.
 *
 * Link with -lflint-arb -lflint -lmpfr -lgmp -lm. The caller may end with
 * flint_cleanup().
 */
#ifndef REFERENCE_CERTIFY_H
#define REFERENCE_CERTIFY_H

#include "fixture.h"

#include <stddef.h>

/* How a case's loss may be computed. It matters to costs, and to descents, alone. */
enum certify_loss {
    CERTIFY_PLAIN, /* the bound also admits log(h) and log(1 - h) of the rounded
                      activation */
    CERTIFY_STABLE /* the loss must be taken from z: for cases that test saturation */
};

struct certificate {
    size_t n_elements;   /* doubles certified, exact copies not counted */
    long precision_bits; /* at which every enclosure determined one double */

    /* The largest, over the output arrays, of the array's largest bound divided by its
     * largest |expected|. Says when a descent has run too long to tell right from wrong:
     * keep it below 1e-9. */
    double largest_relative_bound;
};

/* Fills c->n_expected and c->expected from c->call, whose outputs must be well shaped
 * (call_outputs() accepts it); value.data and bound are allocated, as
 * fixture_case_release() frees them. c->n_expected must be 0 before. Zeros are +0.0,
 * values below the smallest normal are rounded to the nearest subnormal. Bounds are at
 * least half an ulp of the value; NULL for integers and copies (n_parameters, unroll,
 * roll, add, max, predict).
 *
 * Returns 0, or -1 after one error line, with c->n_expected 0: the call is not well
 * shaped, the function has no expected value (bp_random_init), a label predicted is not
 * decided by a clear margin, a bound is not finite or a loss is too ill-conditioned for
 * CERTIFY_PLAIN, or the limit of precision is met. certificate may be NULL. */
int certify_case(struct fixture_case *c, enum certify_loss loss,
                 struct certificate *certificate);

#endif
