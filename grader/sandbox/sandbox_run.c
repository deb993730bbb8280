#define _GNU_SOURCE
#include "error.h"
#include "sandbox/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifndef SYS_pidfd_open /* the same number on every architecture */
#define SYS_pidfd_open 434
#endif

enum {
    CHUNK_BYTES = 1 << 16,
    TICK_MS = 10, /* how often to look, where the kernel (before 5.3) cannot tell */
    LAST_CHUNKS = 1 << 6 /* what may lie in a pipe whose writers are dead, and more */
};

struct run {
    struct sandbox_process process;
    int output_fd, end_fd; /* end_fd becomes readable when the program ends; or -1 */
    long long deadline_ms;
    size_t output_max;
    struct sandbox_status *status;
};

static long long now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

static int keep(struct run *run, const char *bytes, size_t n)
{
    struct sandbox_status *status = run->status;
    size_t room = run->output_max - status->output_bytes;
    if (n > room) {
        status->output_cut = true;
        n = room;
    }
    if (n == 0)
        return 0;
    char *output = realloc(status->output, status->output_bytes + n + 1);
    if (!output)
        return error("out of memory");
    memcpy(output + status->output_bytes, bytes, n);
    status->output = output;
    status->output_bytes += n;
    output[status->output_bytes] = '\0';
    return 0;
}

/* Reads once, without waiting. Returns 1 when there may be more, 0 when there is nothing now, -1
 * after one error line. */
static int drain(struct run *run)
{
    char chunk[CHUNK_BYTES];
    ssize_t n = run->output_fd >= 0 ? read(run->output_fd, chunk, sizeof chunk) : -1;
    if (n > 0)
        return keep(run, chunk, (size_t)n) == 0 ? 1 : -1;
    if (n == 0) { /* all writers closed it: to poll it would not wait any more */
        close(run->output_fd);
        run->output_fd = -1;
    }
    return 0;
}

static bool has_ended(const struct run *run)
{
    siginfo_t info = {0};
    return waitid(P_PID, (id_t)run->process.pid, &info, WEXITED | WNOHANG | WNOWAIT) !=
               0 ||
           info.si_pid != 0;
}

/* Returns 0 at the end of the program or at the deadline, -1 after one error line. */
static int follow(struct run *run)
{
    for (;;) {
        long long left = run->deadline_ms - now_ms();
        if (left <= 0) {
            run->status->timed_out = !has_ended(run);
            return 0;
        }
        struct pollfd polled[] = {{.fd = run->output_fd, .events = POLLIN},
                                  {.fd = run->end_fd, .events = POLLIN}};
        int wait_ms = left < 3600 * 1000 ? (int)left : 3600 * 1000;
        if (run->end_fd < 0 && wait_ms > TICK_MS)
            wait_ms = TICK_MS;
        poll(polled, 2, wait_ms);
        if (polled[0].revents && drain(run) < 0)
            return -1;
        if ((run->end_fd < 0 || polled[1].revents) && has_ended(run))
            return 0;
    }
}

/* Keeps what sandbox_reap() knows and what the run has gathered. */
static int end(struct run *run)
{
    struct sandbox_status ended;
    int status = sandbox_reap(&run->process, &ended);
    run->status->exited = ended.exited && !run->status->timed_out;
    run->status->code = ended.code;
    run->status->signal = ended.signal;
    for (int i = 0, more = 1; i < LAST_CHUNKS && more > 0; i++)
        if ((more = drain(run)) < 0)
            status = -1;
    return status;
}

int sandbox_run(const struct sandbox *sandbox, const struct sandbox_command *command,
                int deadline_ms, size_t output_max, struct sandbox_status *status)
{
    int ends[2];
    *status = (struct sandbox_status){.output = calloc(1, 1)};
    if (!status->output)
        return error("out of memory");
    if (pipe2(ends, O_CLOEXEC) != 0) {
        sandbox_status_release(status);
        return error("cannot make a pipe: %s", strerror(errno));
    }
    fcntl(ends[0], F_SETFL, O_NONBLOCK);

    struct run run = {.output_fd = ends[0],
                      .deadline_ms = now_ms() + deadline_ms,
                      .output_max = output_max,
                      .status = status};
    struct sandbox_command piped = *command;
    piped.output = ends[1];
    int result = sandbox_spawn(sandbox, &piped, &run.process);
    close(ends[1]);

    if (result == 0) {
        run.end_fd = (int)syscall(SYS_pidfd_open, run.process.pid, 0);
        result = follow(&run);
        if (end(&run) != 0)
            result = -1;
        if (run.end_fd >= 0)
            close(run.end_fd);
    }
    if (run.output_fd >= 0)
        close(run.output_fd);
    if (result != 0)
        sandbox_status_release(status);
    return result;
}

void sandbox_status_release(struct sandbox_status *status)
{
    free(status->output);
    *status = (struct sandbox_status){0};
}
