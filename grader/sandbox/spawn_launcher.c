#define _GNU_SOURCE
#include "sandbox/spawn_launcher.h"

#include "error.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
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

pid_t spawn_launcher(const char *const *argv, const int *fds, size_t n_fds, int output)
{
    static char *const no_environment[] = {NULL};
    posix_spawn_file_actions_t actions;
    pid_t pid = -1;
    int *copies = malloc((n_fds + 1) * sizeof *copies);
    if (!copies || posix_spawn_file_actions_init(&actions) != 0) {
        free(copies);
        return error("out of memory");
    }
    for (size_t i = 0; i <= n_fds; i++)
        copies[i] = -1;

    int why = copy_above(copies, fds, n_fds, output) != 0 ? errno : 0;
    if (!why)
        why = place(&actions, copies, n_fds);
    if (!why) /* posix_spawn writes to no string, its type is older than const */
        why = posix_spawn(&pid, argv[0], &actions, NULL, (char *const *)(void *)argv,
                          no_environment);
    for (size_t i = 0; i <= n_fds; i++)
        if (copies[i] >= 0)
            close(copies[i]);
    posix_spawn_file_actions_destroy(&actions);
    free(copies);
    return why ? error("cannot start the launcher '%s': %s", argv[0], strerror(why))
               : pid;
}
