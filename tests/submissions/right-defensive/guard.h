#ifndef GUARD_H
#define GUARD_H

#include <stddef.h>

/** Memory for @p n numbers with a guard on either side. */
double *block_new(size_t n);

/** The same with a copy of @p n numbers, which must be finite. */
double *block_copy(const double *from, size_t n);

/** Looks at the guards, and frees the memory. */
void block_free(double *block);

/** @return x, which must be finite and between the limits. */
double checked(double x, double least, double most);

/** @return bias + w.x, which must be finite. */
double weighted_sum(size_t n, const double *w, const double *x, double bias);

#endif
