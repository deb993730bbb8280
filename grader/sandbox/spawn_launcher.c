#define _GNU_SOURCE
#include "sandbox/spawn_launcher.h"

#include "error.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Copies above every number that is to be taken, so that to put one in its place cannot close
 * another. */
static int copy_above(int *copies, const int *fds, size_t n_fds, int output)
{
    int floor = 3 + (int)n_fds;
    for (size_t i = 0; i < n_fds; i++)
        if ((copies[i] = fcntl(fds[i], F_DUPFD_CLOEXEC, floor)) < 0)
            return -1;
    if (output >= 0 && (copies[n_fds] = fcntl(output, F_DUPFD_CLOEXEC, floor)) < 0)
        return -1;
    return 0;
}

/* Returns an error number, as posix_spawn does. */
static int place(posix_spawn_file_actions_t *actions, const int *copies, size_t n_fds)
{
    int why = posix_spawn_file_actions_addopen(actions, 0, "/dev/null", O_RDONLY, 0);
    for (int fd = 1; fd <= 2 && !why; fd++)
        why =
            copies[n_fds] >= 0
                ? posix_spawn_file_actions_adddup2(actions, copies[n_fds], fd)
                : posix_spawn_file_actions_addopen(actions, fd, "/dev/null", O_WRONLY, 0);
    for (size_t i = 0; i < n_fds && !why; i++)
        why = posix_spawn_file_actions_adddup2(actions, copies[i], 3 + (int)i);
    return why;
}

static char *const no_environment[] = {NULL};

/* posix_spawn(), which does not copy a process that may be large. Returns an error number. */
static int spawn(pid_t *pid, char *const *argv, const int *copies, size_t n_fds)
{
    posix_spawn_file_actions_t actions;
    int why = posix_spawn_file_actions_init(&actions);
    if (why)
        return why;
    why = place(&actions, copies, n_fds);
    if (!why)
        why = posix_spawn(pid, argv[0], &actions, NULL, argv, no_environment);
    posix_spawn_file_actions_destroy(&actions);
    return why;
}

/* In the child of a process with threads: calls that are safe after fork alone. */
static _Noreturn void become_launcher(char *const *argv, const int *copies, size_t n_fds)
{
    int input = open("/dev/null", O_RDONLY), sink = open("/dev/null", O_WRONLY);
    int output = copies[n_fds] >= 0 ? copies[n_fds] : sink;
    if (input >= 0 && output >= 0 && dup2(input, 0) == 0 && dup2(output, 1) == 1 &&
        dup2(output, 2) == 2) {
        size_t i = 0;
        while (i < n_fds && dup2(copies[i], 3 + (int)i) == 3 + (int)i)
            i++;
        if (i == n_fds)
            execve(argv[0], argv, no_environment);
    }
    _exit(127);
}

/* posix_spawn() knows no groups in glibc before 2.39, and to step into one later, by writing to a
 * file of it, takes ten times as long as all the rest. Signals are held back, since a handler of
 * ours is not to run in the child. */
static int spawn_into(pid_t *pid, char *const *argv, const int *copies, size_t n_fds,
                      int cgroup)
{
    struct clone_args arguments = {
        .flags = CLONE_INTO_CGROUP, .exit_signal = SIGCHLD, .cgroup = (unsigned)cgroup};
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    *pid = (pid_t)syscall(SYS_clone3, &arguments, sizeof arguments);
    if (*pid == 0)
        become_launcher(argv, copies, n_fds);
    int why = *pid < 0 ? errno : 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return why;
}

pid_t spawn_launcher(const char *const *argv, const int *fds, size_t n_fds, int output,
                     int cgroup)
{
    pid_t pid = -1;
    int *copies = malloc((n_fds + 1) * sizeof *copies);
    if (!copies)
        return error("out of memory");
    for (size_t i = 0; i <= n_fds; i++)
        copies[i] = -1;

    /* exec writes to no string, its type is older than const */
    char *const *arguments = (char *const *)(void *)argv;
    int why = copy_above(copies, fds, n_fds, output) != 0 ? errno : 0;
    if (!why)
        why = cgroup == SPAWN_NO_CGROUP
                  ? spawn(&pid, arguments, copies, n_fds)
                  : spawn_into(&pid, arguments, copies, n_fds, cgroup);
    for (size_t i = 0; i <= n_fds; i++)
        if (copies[i] >= 0)
            close(copies[i]);
    free(copies);
    return why ? error("cannot start the launcher '%s': %s", argv[0], strerror(why))
               : pid;
}
