/* A constructor in a file beside a right solution. */
#define _GNU_SOURCE
#include <stddef.h>

static int ready;

__attribute__((constructor)) static void prepare(void)
{
    ready = 1;
}

int is_ready(void);
int is_ready(void)
{
    return ready;
}
