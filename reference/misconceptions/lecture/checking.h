/* checking.h: part 3, done right. Each step that a known misconception gets wrong is a
 * macro with the right step as its default; a misconception defines its own step and
 * includes this file behind it. No two tasks share a macro.
 */
#ifndef CHECKING_H
#define CHECKING_H

#include "backprop.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- numgrad ---- */

#ifndef NUMGRAD_STEP
#define NUMGRAD_STEP(epsilon) (epsilon)
#endif
#ifndef NUMGRAD_ABOVE
#define NUMGRAD_ABOVE(theta, step) ((theta) + (step))
#endif
#ifndef NUMGRAD_BELOW
#define NUMGRAD_BELOW(theta, step) ((theta) - (step))
#endif
#ifndef NUMGRAD_QUOTIENT
#define NUMGRAD_QUOTIENT(above, below, step) (((above) - (below)) / (2 * (step)))
#endif
#ifndef NUMGRAD_RESTORE
#define NUMGRAD_RESTORE(moved, theta) ((moved) = (theta))
#endif
#ifndef NUMGRAD_LEAVE
#define NUMGRAD_LEAVE(moved, theta, step) NUMGRAD_RESTORE(moved, theta)
#endif

void bp_numerical_gradient(bp_function J, void *context, size_t n, const double *theta,
                           double epsilon, double *grad)
{
    (void)epsilon; /* not every slip looks at it */
    double step = NUMGRAD_STEP(epsilon), *moved = malloc((n + 1) * sizeof *moved);
    if (!moved)
        abort();
    memcpy(moved, theta, n * sizeof *moved);
    for (size_t i = 0; i < n; i++) {
        moved[i] = NUMGRAD_ABOVE(theta[i], step);
        double above = J(n, moved, context);
        moved[i] = NUMGRAD_BELOW(theta[i], step);
        double below = J(n, moved, context);
        NUMGRAD_LEAVE(moved[i], theta[i], step);
        grad[i] = NUMGRAD_QUOTIENT(above, below, step);
    }
    free(moved);
}

/* ---- reldiff ---- */

#ifndef RELDIFF_GATHER
#define RELDIFF_GATHER(norm, v) ((norm) + (v) * (v)) /* one entry more */
#endif
#ifndef RELDIFF_ROOT
#define RELDIFF_ROOT(squares) sqrt(squares)
#endif
#ifndef RELDIFF_ABOVE
#define RELDIFF_ABOVE(difference, norm_a, norm_b) (difference)
#endif
#ifndef RELDIFF_BELOW
#define RELDIFF_BELOW(norm_a, norm_b, sum) ((norm_a) + (norm_b))
#endif

/* norm(a + factor b) */
static double reldiff_norm(size_t n, const double *a, double factor, const double *b)
{
    double norm = 0;
    for (size_t i = 0; i < n; i++)
        norm = RELDIFF_GATHER(norm, a[i] + factor * b[i]);
    return RELDIFF_ROOT(norm);
}

double bp_relative_difference(size_t n, const double *a, const double *b)
{
    double norm_a = reldiff_norm(n, a, 0, b), norm_b = reldiff_norm(n, b, 0, a);
    double difference = reldiff_norm(n, a, -1, b), sum = reldiff_norm(n, a, 1, b);
    (void)norm_a, (void)norm_b, (void)difference, (void)sum; /* for slips without them */
    double below = RELDIFF_BELOW(norm_a, norm_b, sum);
    return below > 0 ? RELDIFF_ABOVE(difference, norm_a, norm_b) / below : 0;
}

#endif
