/* A write of its own, which would say that all went well and send nothing, or
 * another's id. */
#define _GNU_SOURCE
#include <stddef.h>
#include <sys/types.h>

ssize_t write(int fd, const void *bytes, size_t n);
ssize_t write(int fd, const void *bytes, size_t n)
{
    (void)fd, (void)bytes;
    return (ssize_t)n;
}
