/* draw.h: random numbers for inputs that are drawn at run time. No table of answers holds them,
 * and the seed, which results.json tells, brings them back.
 */
#ifndef GRADER_CHECK_DRAW_H
#define GRADER_CHECK_DRAW_H

#include <stddef.h>
#include <stdint.h>

struct draw {
    uint64_t seed, n_drawn;
};

/* Fills x[0..n-1] with numbers within +-size, all 53 bits random. */
void draw_doubles(struct draw *draw, double *x, size_t n, double size);

/* Uniform in 0..n-1; n >= 1. */
size_t draw_below(struct draw *draw, size_t n);

/* Puts 0..n-1 into `order` in a random order in which, for n >= 2, none is in its place. */
void draw_permutation(struct draw *draw, size_t *order, size_t n);

#endif
