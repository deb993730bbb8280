/* product.h: the three matrix products of a layer, for a block of samples: by cblas_dgemm where HAVE_CBLAS is
 * defined, else by plain loops.
 *
 * Shapes, row by row: A (activations of the layer below, no bias unit) m x n_in, Z and delta m x n_out, Theta and
 * Delta n_out x (n_in + 1). Column 0 of Theta and Delta, the bias, is neither read nor written: it takes no product.
 *
 * Every product is added to what is there, and no output may overlap an input. Sums are taken in an order that only
 * the implementation knows: two of them agree to rounding. Nothing is allocated here; OpenBLAS keeps buffers of its
 * own, and uses as many threads as it was told to (OPENBLAS_NUM_THREADS, openblas_set_num_threads()).
 */
#ifndef REFERENCE_PRODUCT_H
#define REFERENCE_PRODUCT_H

#include <stddef.h>

/* Z += A Theta^T */
void product_forward(size_t m, size_t n_in, size_t n_out, const double *A,
                     const double *Theta, double *Z);

/* below += delta Theta, where below is m x n_in: dLoss/da of the layer below. */
void product_backward(size_t m, size_t n_in, size_t n_out, const double *delta,
                      const double *Theta, double *below);

/* Delta += delta^T A */
void product_gradient(size_t m, size_t n_in, size_t n_out, const double *delta,
                      const double *A, double *Delta);

#endif
