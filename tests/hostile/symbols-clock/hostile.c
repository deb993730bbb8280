/* Clocks of its own that stand still. */
#define _GNU_SOURCE
#include <time.h>

int clock_gettime(clockid_t id, struct timespec *now)
{
    (void)id;
    now->tv_sec = now->tv_nsec = 0;
    return 0;
}

clock_t clock(void)
{
    return 0;
}
