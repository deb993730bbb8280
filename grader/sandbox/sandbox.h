/* sandbox.h: runs one program that handles untrusted input, held as docs/containment.md says.
 *
 * The trusted side. A command is started with posix_spawn as `jail PROFILE ... -- program args`;
 * jail puts every restriction in force and then executes the program.
 *
 *     sandbox_open(&sandbox, jail_path, 0)        once: probes what this machine offers
 *     sandbox_run(&sandbox, &command, &status)    a program that runs to its end: cc, ld
 *     sandbox_spawn(&sandbox, &command, &process) a program that one talks with: the worker
 *     sandbox_reap(&process, &status)             ends it, with all that it started
 *     sandbox_release(&sandbox)
 *
 * Several threads may run commands of one sandbox at once. A program is killed when the thread
 * that started it ends. Descriptors stay the caller's, who closes them; the program has copies.
 */
#ifndef GRADER_SANDBOX_H
#define GRADER_SANDBOX_H

#include "sandbox/cgroup.h"
#include "sandbox/layers.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum sandbox_profile {
    SANDBOX_COMPILE, /* reads the system's folders, the contract's header and its own folder,
                        writes its own folder alone; may fork; generous memory */
    SANDBOX_LINK,    /* the same, and reads worker.o */
    SANDBOX_RUN, /* the worker: opens no file, starts no process, reaches no network */
    SANDBOX_SANITIZE /* a worker built with AddressSanitizer: the same, but reads libraries and
                        what /proc tells of itself, and has no limit on addresses */
};

struct sandbox {
    char *jail; /* path of the launcher */

    /* Those in force, of enum sandbox_layer. One that is in force and fails is an error. */
    unsigned layers;
    int landlock_abi; /* how much of Landlock there is; 0: none */
    uid_t uid;        /* what root drops to; meant with SANDBOX_UID */
    gid_t gid;
    int filters_fd;       /* filters of system calls (filters.h) */
    struct cgroup cgroup; /* meant with SANDBOX_CGROUP */
};

/* A command that was started. */
struct sandbox_process {
    pid_t pid;  /* of the program */
    pid_t init; /* of its namespace, or 0 */
};

struct sandbox_command {
    enum sandbox_profile profile;

    /* argv[0]: an absolute path, or a name looked up in /usr/local/bin, /usr/bin and /bin;
     * NULL-terminated. */
    const char *const *argv;

    /* The working directory, HOME and TMPDIR; compile and link: the folder it may write. */
    const char *folder;

    /* Compile and link: further files or folders it may read, absolute, and within reach of
     * the user it is dropped to; NULL-terminated, or NULL. */
    const char *const *readable;

    const int *fds; /* become 3, 4, ... of the program; all others are closed */
    size_t n_fds;

    /* Becomes stdout and stderr; -1: /dev/null. Run: a pipe and no file, since to write a byte
     * to a file is SIGXFSZ. sandbox_run() puts its own here. */
    int output;
};

struct sandbox_status {
    bool timed_out;
    bool exited; /* left by exit(); code is meant */
    int code;
    int signal; /* ended by this signal, where not exited */

    /* sandbox_run(): stdout and stderr together, at most output_max bytes, raw, NUL-terminated;
     * owned by the status. */
    char *output;
    size_t output_bytes;
    bool output_cut;
};

/* Probes the layers, by the launcher at JAIL itself, beside which `filters` lies, and puts in
 * force those that this machine offers but WITHOUT, a set of layers, which is 0 but for tests.
 * Namespaces are in force where Landlock or seccomp is not: they hold some of the same, and cost
 * more. Changes this process for good: SIGPIPE is ignored, other programs of the same user cannot
 * read its memory, and it becomes the parent of what its commands leave behind. Returns 0, or -1
 * after one error line. */
int sandbox_open(struct sandbox *sandbox, const char *jail, unsigned without);

/* Ends also what commands have left behind, where a cgroup tells. */
void sandbox_release(struct sandbox *sandbox);

/* Hands FOLDER (ours, empty or with our files) and all in it to the user that the sandbox drops
 * to; without SANDBOX_UID does nothing. Returns 0, or -1 after one error line. */
int sandbox_give_folder(const struct sandbox *sandbox, const char *folder);

/* Starts the command, and returns once the program is executed and every layer in force: 0, or -1
 * after one error line: no launcher, a layer that failed, no such program, one that cannot be
 * executed. The process is the leader of a session of its own. */
int sandbox_spawn(const struct sandbox *sandbox, const struct sandbox_command *command,
                  struct sandbox_process *process);

/* The memory that PID has in use, in bytes; 0 where that cannot be told. For profiles without a
 * limit on addresses. */
unsigned long long sandbox_resident_bytes(pid_t pid);

/* Opens what sandbox_threads() looks at, for as long as PID lives; -1 where there is no such thing. */
int sandbox_open_threads(pid_t pid);

/* How many threads there are, and how many of PID's, but for the first, do not sleep now; 0 where
 * that cannot be told. */
int sandbox_threads(int threads_fd);
int sandbox_running_threads(pid_t pid);

/* Waits until the program has ended by itself, for 0.2 s at most: one that is about to tells by its
 * status why, one that is killed tells nothing. */
void sandbox_await_end(const struct sandbox_process *process);

/* Kills the process and everything that it started, waits for it, and tells how it ended; a program
 * that had ended already keeps its own end. A system call that is not allowed at all is
 * signal SIGSYS. Returns 0, or -1 after one error line. */
int sandbox_reap(const struct sandbox_process *process, struct sandbox_status *status);

/* Spawns, drains its output (more than output_max bytes are read and dropped), and waits for its
 * end, or kills it after deadline_ms: then timed_out is set, and signal is SIGKILL. Returns 0
 * whatever became of the program, or -1 after one error line when it is our failure, with nothing
 * in *status to release. */
int sandbox_run(const struct sandbox *sandbox, const struct sandbox_command *command,
                int deadline_ms, size_t output_max, struct sandbox_status *status);
void sandbox_status_release(struct sandbox_status *status);

#endif
