#define _GNU_SOURCE
#include "error.h"
#include "sandbox/orphans.h"
#include "sandbox/sandbox.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { AWAIT_ROUNDS = 200 }; /* of a millisecond */

static int await_end(pid_t pid, siginfo_t *info, int options)
{
    int status;
    do
        status = waitid(P_PID, (id_t)pid, info, WEXITED | options);
    while (status != 0 && errno == EINTR);
    return status;
}

/* With init everything in its namespace is killed; it ends when all others are reaped. */
static void reap_init(pid_t init)
{
    siginfo_t info;
    if (init > 0)
        await_end(init, &info, 0);
}

void sandbox_await_end(const struct sandbox_process *process)
{
    const struct timespec pause = {.tv_nsec = 1000000};
    siginfo_t info = {0};
    for (int round = 0; round < AWAIT_ROUNDS && info.si_pid == 0; round++)
        if (await_end(process->pid, &info, WNOWAIT | WNOHANG) != 0)
            return;
        else if (info.si_pid == 0)
            nanosleep(&pause, NULL);
}

int sandbox_reap(const struct sandbox_process *process, struct sandbox_status *status)
{
    siginfo_t info = {0};
    pid_t pid = process->pid;
    *status = (struct sandbox_status){0};

    /* It leads its group, and cannot leave it. Who has died already keeps the status it died
     * with. Until it is reaped, at the very last, its process id is no one else's. */
    kill(-pid, SIGKILL);
    if (process->init > 0)
        kill(process->init, SIGKILL);
    if (await_end(pid, &info, WNOWAIT) == 0) {
        orphans_kill(pid);
        if (await_end(pid, &info, 0) == 0) {
            reap_init(process->init);
            status->exited = info.si_code == CLD_EXITED;
            if (status->exited)
                status->code = info.si_status;
            else
                status->signal = info.si_status;
            return 0;
        }
    }
    return error("cannot learn how process %ld ended: %s", (long)pid, strerror(errno));
}
