#include "worker/clock.h"

#include <sys/time.h>
#include <time.h>

static uint32_t ahead_s;

void clock_set_ahead(uint32_t seconds)
{
    ahead_s = seconds;
}

/* The linker's names: it turns a call of f into one of __wrap_f, and __real_f is f. */
time_t __real_time(time_t *t);
int __real_gettimeofday(struct timeval *tv, void *tz);
int __real_clock_gettime(clockid_t clock, struct timespec *t);
int __real_timespec_get(struct timespec *t, int base);
time_t __wrap_time(time_t *t);
int __wrap_gettimeofday(struct timeval *tv, void *tz);
int __wrap_clock_gettime(clockid_t clock, struct timespec *t);
int __wrap_timespec_get(struct timespec *t, int base);

time_t __wrap_time(time_t *t)
{
    time_t now = __real_time(NULL) + (time_t)ahead_s;
    if (t)
        *t = now;
    return now;
}

int __wrap_gettimeofday(struct timeval *tv, void *tz)
{
    int status = __real_gettimeofday(tv, tz);
    if (status == 0 && tv)
        tv->tv_sec += (time_t)ahead_s;
    return status;
}

/* Clocks of CPU time too: a program that has run longer is as good. */
int __wrap_clock_gettime(clockid_t clock, struct timespec *t)
{
    int status = __real_clock_gettime(clock, t);
    if (status == 0)
        t->tv_sec += (time_t)ahead_s;
    return status;
}

int __wrap_timespec_get(struct timespec *t, int base)
{
    int got = __real_timespec_get(t, base);
    if (got)
        t->tv_sec += (time_t)ahead_s;
    return got;
}
