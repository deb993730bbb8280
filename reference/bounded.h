/* bounded.h: a real number, and how far from it a double may be.
 *
 * `value` encloses the exact quantity (a ball of Arb). `error` bounds |q - exact| for the
 * number q that any implementation in double holds in its place, under the model of
 * docs/numerics.md: IEEE double, round to nearest with u = 2^-53, gradual underflow, no
 * overflow, exp, log, log1p and tanh right to 2 ulp (4u relative). Every operation here
 * propagates the errors of its operands in full, second-order terms included, and rounds
 * bounds up; none of them is an estimate.
 *
 * Results may alias operands. Vectors and sums are initialised by the functions that give
 * them and released by the caller.
 */
#ifndef REFERENCE_BOUNDED_H
#define REFERENCE_BOUNDED_H

#include <arb.h>
#include <stddef.h>

/* What functions that allocate say is wrong when they cannot. */
#define OUT_OF_MEMORY "out of memory"

struct bounded {
    arb_t value;
    mag_t error;
};

/* A sum of terms, added up by the implementation in an order that is not known. */
struct bounded_sum {
    arb_t value;
    mag_t error; /* sum of the terms' own errors */
    mag_t size;  /* sum of |term| as computed, before its rounding */
};

void bounded_init(struct bounded *b);
void bounded_clear(struct bounded *b);

/* n zeros, or NULL when memory is short. Free accepts NULL. */
struct bounded *bounded_vector(size_t n);
void bounded_vector_free(struct bounded *v, size_t n);
struct bounded_sum *bounded_sum_vector(size_t n);
void bounded_sum_vector_free(struct bounded_sum *v, size_t n);

/* The double x itself, without error. */
void bounded_set_double(struct bounded *b, double x);
void bounded_set(struct bounded *to, const struct bounded *from);

/* size >= |q| for every q that b admits: |value| + error. */
void bounded_size(mag_t size, const struct bounded *b);

/* error += gamma_k size + k 2^-1074, gamma_k = k u / (1 - k u): k roundings (Higham 2002,
 * Lemma 3.1) of something no larger than size, underflow included. */
void bounded_add_roundings(mag_t error, size_t k, const mag_t size);

/* The same for b itself: k more roundings of it. */
void bounded_round(struct bounded *b, size_t k);

/* One rounding each. Sums are rounded relative to |a| + |b|, quotients of b that may be 0
 * have an infinite error. */
void bounded_add(struct bounded *r, const struct bounded *a, const struct bounded *b,
                 long precision);
void bounded_sub(struct bounded *r, const struct bounded *a, const struct bounded *b,
                 long precision);
void bounded_mul(struct bounded *r, const struct bounded *a, const struct bounded *b,
                 long precision);
void bounded_div(struct bounded *r, const struct bounded *a, const struct bounded *b,
                 long precision);

void bounded_sum_zero(struct bounded_sum *sum);
void bounded_sum_add(struct bounded_sum *sum, const struct bounded *term, long precision);
void bounded_sum_add_product(struct bounded_sum *sum, const struct bounded *a,
                             const struct bounded *b, long precision);

/* The sum, every term of it rounded up to k times on its way. */
void bounded_sum_get(struct bounded *r, const struct bounded_sum *sum, size_t k,
                     long precision);

/* The sigmoid at z, in any of its forms: h = g(z), rest = 1 - g(z), slope = g'(z). rest
 * and slope may be NULL. Nothing may alias z.
 *
 *     error of h     <= e_z sup g'   + 4u     absolute: tanh forms have no better one
 *     error of slope <= e_z sup|g''| + 6u
 *
 * sup over z +- e_z; both at most g'(z) e^{e_z}, since |g''| <= g' and
 * (log g')' = 1 - 2g. */
void bounded_sigmoid(struct bounded *h, struct bounded *rest, struct bounded *slope,
                     const struct bounded *z, long precision);

#endif
