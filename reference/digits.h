/* digits.h: the handwritten digits in fixtures/data, and what the task digits asks: the
 * constants of its fixture.
 *
 * The task: bp_random_init() with some seed, one call of bp_gradient_descent() on the first
 * DIGITS_M_TRAIN samples, bp_predict() on DIGITS_M_TEST others; at least DIGITS_MIN_CORRECT
 * of these must be right. The net has DIGITS_UNITS, a softmax output, regularize_bias 0.
 *
 * How the numbers were chosen (`make digits-survey` measures them again, README.md has the
 * table):
 *   - The reference spends 54 ms in descent and predict together (gcc 12, -O2).
 *   - Over 200 seeds of each of nine kinds of init that the contract allows, root mean square
 *     0.01 to 0.5, the worst of 1800 nets reads 91.1 % right; 85 % are asked for.
 *   - Half the step and one and a half of it do as well: it is not at the edge of anything.
 *   - The hidden layer has to learn: all weights zero give 24 %, all weights equal 27 %, no
 *     training at most 20 %, the gradient uphill at most 12 %.
 */
#ifndef REFERENCE_DIGITS_H
#define REFERENCE_DIGITS_H

#include <stddef.h>

enum {
    DIGITS_PIXELS = 64, /* 8 x 8; X = value / DIGITS_PIXEL_MAX */
    DIGITS_PIXEL_MAX = 16,
    DIGITS_HIDDEN = 16,
    DIGITS_CLASSES = 10,
    DIGITS_M_TRAIN = 200,     /* samples 0..199 */
    DIGITS_TEST_FIRST = 1200, /* samples 1200..1796 */
    DIGITS_M_TEST = 597,
    DIGITS_ITERATIONS = 300,
    DIGITS_MIN_CORRECT = 508 /* of 597: 85 % */
};

#define DIGITS_UNITS DIGITS_PIXELS, DIGITS_HIDDEN, DIGITS_CLASSES /* {DIGITS_UNITS} */
#define DIGITS_OUTPUT BP_SOFTMAX
#define DIGITS_ALPHA 3.0
#define DIGITS_LAMBDA 0.0

struct digits_samples {
    size_t n;
    double *X; /* n x DIGITS_PIXELS, each within 0..1 */
    int *y;    /* n labels, each within 0..9 */
};

/* Reads digits-images.idx3-ubyte.gz and digits-labels.idx1-ubyte.gz in FOLDER. Returns 0, or
 * -1 after one error line; *samples is then empty. At least DIGITS_TEST_FIRST +
 * DIGITS_M_TEST samples are there on success. */
int digits_read(struct digits_samples *samples, const char *folder);

/* Frees the arrays; *samples is empty afterwards. */
void digits_release(struct digits_samples *samples);

/* How many of the n predictions equal the labels. */
size_t digits_count_right(size_t n, const int *predicted, const int *y);

#endif
