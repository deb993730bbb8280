/* jail.h: how the trusted side and the launcher talk.
 *
 *     jail probe UID GID WITHOUT
 *         writes to stdout, as decimal numbers, the layers that are to be in force, those that this
 *         machine offers but WITHOUT, and the ABI of Landlock, and ends with status 0.
 *     jail PROFILE LAYERS UID GID PARENT N_FDS FOLDER [READABLE...] -- PROGRAM [ARGUMENT...]
 *         PROFILE and LAYERS are numbers, of enum sandbox_profile and enum sandbox_layer;
 *         PARENT is the process id of the trusted side. Descriptors on entry: 0, 1 and 2 are
 *         the program's, 3 to 2 + N_FDS are given to it, 3 + N_FDS is the status pipe, 4 + N_FDS
 *         the file of the filters.
 *
 * The status pipe is closed by a successful exec. Where processes in namespaces take over
 * (namespaces.h), the launcher ends, and writes before a line of who they are, JAIL_PROCESSES. Then
 * comes JAIL_READY, when every restriction is in force, or one line of text, when something failed.
 * So, at its end, and but for that line,
 *     JAIL_READY              the program runs, restricted
 *     nothing                 the launcher died: our failure
 *     text                    a restriction failed: our failure
 *     JAIL_READY, then text   the program cannot be executed: our failure
 */
#ifndef GRADER_SANDBOX_JAIL_H
#define GRADER_SANDBOX_JAIL_H

enum {
    JAIL_FAILED = 125, /* exit status after a line on the status pipe */
    JAIL_READY = '+'
};

/* "=PROGRAM INIT\n" */
#define JAIL_PROCESSES "=%ld %ld\n"

/* The mark of a command, which fork, exec and setsid leave as it is: the limit on file locks,
 * which Linux keeps and never looks at, is the process id of the command's first process. It
 * can be lowered and not raised. A child of ours with such a limit that is not its own process id
 * was not started by us: it is what a command left behind. */
#define JAIL_MARK RLIMIT_LOCKS

#endif
