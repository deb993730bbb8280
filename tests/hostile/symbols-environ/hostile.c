/* Variables with names of the C library: environ, stdout, errno's place. */
#define _GNU_SOURCE
#include <stddef.h>

char environ;
char stdout;
char program_invocation_name;
int *__errno_location(void);

int *__errno_location(void)
{
    return NULL;
}
