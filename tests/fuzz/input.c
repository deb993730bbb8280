#include "input.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

uint8_t input_byte(struct input *input)
{
    if (input->n == 0)
        return 0;
    input->n--;
    return *input->bytes++;
}

size_t input_size(struct input *input, size_t max)
{
    size_t low = input_byte(input), high = input_byte(input);
    return (high << 8 | low) % (max + 1);
}

const uint8_t *input_run(struct input *input, size_t *n)
{
    const uint8_t *start = input->bytes;
    if (*n > input->n)
        *n = input->n;
    input->bytes += *n;
    input->n -= *n;
    return start;
}

char *input_text(struct input *input, size_t max_bytes, const char *other)
{
    char *text = malloc(input->n + 1);
    size_t n = 0;
    assert(text);
    for (char c; (c = (char)input_byte(input)) != '\0';)
        if (n < max_bytes && !strchr(other, c))
            text[n++] = c;
    text[n] = '\0';
    return text;
}
