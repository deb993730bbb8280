/* namespaces.h: the layer that gives a command a machine of its own: no process but its own, no
 * network, and of the file system what it is granted. It costs more than all other layers and
 * needs what many machines switch off, so it stands in where Landlock or seccomp is not in
 * force (sandbox_open).
 *
 *     namespaces_enter(status_fd, parent)     steps into new ones, as another process
 *     root_open()                             then a new root folder, still empty,
 *     root_grant(-1, "/usr", FILE_READ)       to which files are granted one by one,
 *     root_enter("/work")                     and the step into it
 *
 * All return 0, or -1 with errno set.
 */
#ifndef GRADER_SANDBOX_NAMESPACES_H
#define GRADER_SANDBOX_NAMESPACES_H

#include <stdbool.h>
#include <sys/types.h>

/* Whether this user may have them here, tried in a process that ends again. */
bool namespaces_available(void);

/* Returns in a new process, a child of the caller's parent as the caller is, in new namespaces
 * for users, processes, mounts, network, names and System V objects; the caller itself ends. Two
 * processes are made: the first is init, in the sense of pid_namespaces(7), with whose end everything
 * in the namespace is ended; the second is the one that returns. A command is not init itself,
 * since for init signals that it sends itself, as abort() does, are ignored.
 *
 * Writes "=PROGRAM INIT\n" to STATUS_FD, both as the parent sees them, marks both as commands
 * (JAIL_MARK), and has both ended with PARENT. */
int namespaces_enter(int status_fd, pid_t parent);

int root_open(void);

/* Files that are not there are ENOENT. ACCESS is of enum file_access: what is not to be written is
 * mounted read-only. The first argument is not used: landlock_grant() takes a ruleset. */
int root_grant(int unused, const char *path, unsigned access);
int root_enter(const char *folder);

#endif
