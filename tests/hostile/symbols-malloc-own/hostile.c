/* An allocator of its own, a right one that never gives back. Its own code uses it;
 * the worker keeps its own. */
#define _GNU_SOURCE
#include <stdalign.h>
#include <stddef.h>
#include <stdint.h>

static alignas(16) unsigned char pool[1 << 24];
static size_t used;

void *malloc(size_t n);
void *calloc(size_t n, size_t size);
void free(void *p);

void *malloc(size_t n)
{
    if (n > sizeof pool - 16)
        return NULL;
    n = (n + 15) / 16 * 16;
    if (used + n > sizeof pool)
        used = 0; /* what was given before is long free */
    used += n;
    return pool + used - n;
}

void *calloc(size_t n, size_t size)
{
    unsigned char *p = malloc(n * size);
    for (size_t i = 0; p && i < n * size; i++)
        p[i] = 0;
    return p;
}

void free(void *p)
{
    (void)p;
}
