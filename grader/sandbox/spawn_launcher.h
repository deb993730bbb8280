/* spawn_launcher.h: posix_spawn with descriptors where they belong. */
#ifndef GRADER_SANDBOX_SPAWN_LAUNCHER_H
#define GRADER_SANDBOX_SPAWN_LAUNCHER_H

#include <stddef.h>
#include <sys/types.h>

/* In place of a cgroup: the caller's own. */
enum { SPAWN_NO_CGROUP = -1 };

/* Starts argv[0], a path, with an empty environment: /dev/null is its 0, OUTPUT its 1 and 2 (-1:
 * /dev/null), and FDS its 3, 4, ... Ours stay as they are. Returns its process id, or -1 after
 * one error line. CGROUP: the folder of the group it starts in (Linux 5.7), or SPAWN_NO_CGROUP. */
pid_t spawn_launcher(const char *const *argv, const int *fds, size_t n_fds, int output,
                     int cgroup);

#endif
