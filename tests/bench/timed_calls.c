/* timed_calls.c: how long the student's functions take, taken from inside a worker. The harness links it into
 * a worker.o of its own, in which answers come from here; the worker that grades for a mark has none of it.
 * The sums go to the file TIMED_CALLS, which is shared memory, since a worker is ended, and never ends.
 */
#include "worker/calls.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#ifndef TIMED_CALLS
#define TIMED_CALLS "calls" /* for who only reads this source */
#endif

struct sums {
    uint64_t calls;
    double wall_s, cpu_s;
};

/* What the worker calls in the place of call_function(). */
void timed_call_function(const struct request *request, const unsigned char *inputs,
                         unsigned char *outputs);

/* In a worker clock_gettime() tells a time of its own (worker/clock.c). */
int __real_clock_gettime(clockid_t clock, struct timespec *t);

static double seconds(clockid_t clock)
{
    struct timespec t;
    __real_clock_gettime(clock, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static struct sums *open_sums(void)
{
    static struct sums nowhere;
    int fd = open(TIMED_CALLS, O_RDWR);
    void *base = mmap(NULL, sizeof nowhere, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    return base == MAP_FAILED ? &nowhere : base;
}

void timed_call_function(const struct request *request, const unsigned char *inputs,
                         unsigned char *outputs)
{
    static struct sums *sums;
    if (!sums)
        sums = open_sums();
    double cpu_s = seconds(CLOCK_PROCESS_CPUTIME_ID), wall_s = seconds(CLOCK_MONOTONIC);
    call_function(request, inputs, outputs);
    sums->wall_s += seconds(CLOCK_MONOTONIC) - wall_s;
    sums->cpu_s += seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu_s;
    sums->calls++;
}
