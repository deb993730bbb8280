#include "check/draw.h"

#include <sodium.h>
#include <string.h>

/* The next n bytes: each request has a stream of its own. */
static void draw_bytes(struct draw *draw, void *bytes, size_t n)
{
    unsigned char key[randombytes_SEEDBYTES] = {0};
    memcpy(key, &draw->seed, sizeof draw->seed);
    memcpy(key + sizeof draw->seed, &draw->n_drawn, sizeof draw->n_drawn);
    draw->n_drawn++;
    randombytes_buf_deterministic(bytes, n, key);
}

static double signed_unit(uint64_t bits)
{
    return (double)(bits >> 11) * 0x1p-52 - 1;
}

void draw_doubles(struct draw *draw, double *x, size_t n, double size)
{
    enum { BLOCK = 64 };
    uint64_t bits[BLOCK];
    for (size_t i = 0; i < n; i++) {
        if (i % BLOCK == 0)
            draw_bytes(draw, bits, sizeof bits);
        x[i] = size * signed_unit(bits[i % BLOCK]);
    }
}

size_t draw_below(struct draw *draw, size_t n)
{
    uint64_t bits;
    draw_bytes(draw, &bits, sizeof bits);
    return (size_t)(bits % n); /* n is tiny beside 2^64 */
}

/* Sattolo's algorithm: one cycle through all, so that nothing stays in its place. S. Sattolo, "An
 * algorithm to generate a random cyclic permutation", Information Processing Letters 22, 1986. */
void draw_permutation(struct draw *draw, size_t *order, size_t n)
{
    for (size_t i = 0; i < n; i++)
        order[i] = i;
    for (size_t i = n; i-- > 1;) {
        size_t j = draw_below(draw, i), moved = order[i];
        order[i] = order[j];
        order[j] = moved;
    }
}
