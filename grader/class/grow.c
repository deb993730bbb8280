#include "class/grow.h"

#include "error.h"

#include <stdlib.h>

void *grow(void *items, size_t n, size_t size)
{
    if ((n & (n - 1)) != 0)
        return items;
    void *more = realloc(items, (n > 0 ? 2 * n : 1) * size);
    if (!more)
        error("out of memory");
    return more;
}
