/* A read of its own: the worker's requests would be what the submission likes. */
#define _GNU_SOURCE
#include <stddef.h>
#include <sys/types.h>

ssize_t read(int fd, void *bytes, size_t n);
ssize_t read(int fd, void *bytes, size_t n)
{
    (void)fd, (void)bytes, (void)n;
    return 0;
}
