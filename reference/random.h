/* random.h: random numbers that are the same on every machine.
 *
 * xoshiro256** 1.0 (D. Blackman and S. Vigna, "Scrambled linear pseudorandom number
 * generators", ACM Trans. Math. Softw. 47, 2021), its state filled by splitmix64 (S.
 * Vigna, after G. Steele, D. Lea and C. Flood, OOPSLA 2014), as its authors advise.
 * Doubles are made by integer conversion and at most one rounded multiplication or
 * division: no libm, and nothing that a compiler could contract.
 */
#ifndef REFERENCE_RANDOM_H
#define REFERENCE_RANDOM_H

#include <stdint.h>

struct random {
    uint64_t state[4]; /* not all zero */
};

/* The next number of splitmix64, which *state moves on to. */
uint64_t splitmix64(uint64_t *state);

/* Every seed is allowed. */
void random_seed(struct random *r, uint64_t seed);

uint64_t random_next(struct random *r);

/* 0..n-1, n >= 1, each to within n 2^-64 as likely as the others. */
uint64_t random_below(struct random *r, uint64_t n);

/* Within [-size, size], either sign as likely: a sign and 53 random bits, times size. */
double random_signed(struct random *r, double size);

/* One of -limit/10, ..., -0.1, 0.1, ..., limit/10, limit >= 1: short for a reader, most
 * of them not short in binary. Never 0. */
double random_short(struct random *r, unsigned limit);

#endif
