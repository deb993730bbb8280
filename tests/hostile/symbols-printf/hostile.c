/* printf, puts, fflush and perror of its own that claim a result. */
#define _GNU_SOURCE
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#undef puts
int puts(const char *text)
{
    (void)text;
    return (int)syscall(SYS_write, 1,
                        "FORGED" "-100\n",
                        11);
}

int printf(const char *format, ...)
{
    return puts(format);
}

int fflush(FILE *stream)
{
    (void)stream;
    return puts("");
}
