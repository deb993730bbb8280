/* mprotect, mmap and sigaction of its own that do nothing. */
#define _GNU_SOURCE
#include <signal.h>
#include <sys/mman.h>

int mprotect(void *start, size_t n, int protection)
{
    (void)start, (void)n, (void)protection;
    return 0;
}

void *mmap(void *at, size_t n, int protection, int flags, int fd, off_t offset)
{
    (void)at, (void)n, (void)protection, (void)flags, (void)fd, (void)offset;
    return MAP_FAILED;
}

int sigaction(int number, const struct sigaction *action, struct sigaction *before)
{
    (void)number, (void)action, (void)before;
    return 0;
}
