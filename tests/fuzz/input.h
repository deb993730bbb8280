/* input.h: the bytes of one execution, taken piece by piece. Past their end all is zero
 * and empty, so that no execution is refused for being short.
 */
#ifndef TESTS_FUZZ_INPUT_H
#define TESTS_FUZZ_INPUT_H

#include <stddef.h>
#include <stdint.h>

struct input {
    const uint8_t *bytes;
    size_t n;
};

uint8_t input_byte(struct input *input);

/* Two bytes as a number of 0..max. */
size_t input_size(struct input *input, size_t max);

/* Takes min(*n, what is left) bytes and says in *n how many. */
const uint8_t *input_run(struct input *input, size_t *n);

/* The bytes up to a NUL, which is taken too, or to the end; at most max_bytes of them,
 * without those that OTHER lists. The caller frees the text. */
char *input_text(struct input *input, size_t max_bytes, const char *other);

#endif
