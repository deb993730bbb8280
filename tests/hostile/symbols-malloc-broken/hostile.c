/* A malloc of its own that has nothing to give: its own code fails by it, the worker
 * does not. */
#define _GNU_SOURCE
#include <stddef.h>

void *malloc(size_t n);
void *malloc(size_t n)
{
    (void)n;
    return NULL;
}
