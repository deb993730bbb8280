/* exit, _exit and abort of its own that come back. */
#define _GNU_SOURCE
#include <stddef.h>

void exit(int status);
void _exit(int status);
void _Exit(int status);

void exit(int status)
{
    for (volatile int i = status;; i++)
        ;
}

void _exit(int status)
{
    exit(status);
}

void _Exit(int status)
{
    exit(status);
}
