#define _GNU_SOURCE
#include "error.h"
#include "sandbox/orphans.h"
#include "sandbox/sandbox.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int await_end(pid_t pid, siginfo_t *info, int options)
{
    int status;
    do
        status = waitid(P_PID, (id_t)pid, info, WEXITED | options);
    while (status != 0 && errno == EINTR);
    return status;
}

int sandbox_reap(pid_t pid, struct sandbox_status *status)
{
    siginfo_t info = {0};
    *status = (struct sandbox_status){0};

    /* It leads its group, and cannot leave it. Who has died already keeps the status it died
     * with. Until it is reaped, at the very last, its process id is no one else's. */
    kill(-pid, SIGKILL);
    if (await_end(pid, &info, WNOWAIT) == 0) {
        orphans_kill(pid);
        if (await_end(pid, &info, 0) == 0) {
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

unsigned long long sandbox_resident_bytes(pid_t pid)
{
    char path[40];
    unsigned long long size = 0, resident = 0;
    snprintf(path, sizeof path, "/proc/%ld/statm", (long)pid);
    FILE *file = fopen(path, "re");
    if (!file)
        return 0;
    if (fscanf(file, "%llu %llu", &size, &resident) != 2)
        resident = 0;
    fclose(file);
    return resident * (unsigned long long)sysconf(_SC_PAGESIZE);
}
