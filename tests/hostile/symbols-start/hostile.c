/* Start-up code of its own: _start, __libc_start_main, _init, _fini. */
#define _GNU_SOURCE
#include <unistd.h>

void _start(void);
void _init(void);
void _fini(void);
int __libc_start_main(int (*program)(void), int n, char **arguments);

void _start(void)
{
    _exit(0);
}

void _init(void)
{
    _exit(0);
}

void _fini(void)
{
    _exit(0);
}

int __libc_start_main(int (*program)(void), int n, char **arguments)
{
    (void)program, (void)arguments;
    _exit(n);
}
