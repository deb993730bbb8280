#define _GNU_SOURCE
#include "sandbox/tied_child.h"

#include "error.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

enum { EXIT_NOT_STARTED = 127, STACK_BYTES = 1 << 16 };

struct start {
    char *const *argv, *const *environment;
    const char *folder;
    int output, errors;
    pid_t parent;
};

static int place_descriptors(int output, int errors)
{
    int null = open("/dev/null", O_RDWR);
    return null >= 0 && dup2(null, STDIN_FILENO) >= 0 &&
                   dup2(output >= 0 ? output : null, STDOUT_FILENO) >= 0 &&
                   dup2(errors, STDERR_FILENO) >= 0
               ? 0
               : -1;
}

static void reset_signals(void)
{
    const struct sigaction usual = {.sa_handler = SIG_DFL};
    sigset_t none;
    sigemptyset(&none);
    for (int number = 1; number < NSIG; number++)
        if (number != SIGKILL && number != SIGSTOP)
            sigaction(number, &usual, NULL);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

/* The parent may have ended before the child asked to be told. */
static int tie_to(pid_t parent)
{
    return prctl(PR_SET_PDEATHSIG, SIGTERM) == 0 && getppid() == parent ? 0 : -1;
}

/* In the memory of the parent, which waits for the exec: it makes system calls, and writes nothing that lasts. */
static int run(void *argument)
{
    const struct start *start = argument;
    reset_signals();
    if (tie_to(start->parent) == 0 && chdir(start->folder) == 0 &&
        place_descriptors(start->output, start->errors) == 0)
        execve(start->argv[0], start->argv, start->environment);
    error("cannot start '%s': %s", start->argv[0], strerror(errno));
    _exit(EXIT_NOT_STARTED);
}

/* As vfork() does: to copy the tables of all memory that a gradebook takes, and what is then written to, takes longer
 * than all else. */
pid_t tied_child_start(char *const *argv, const char *folder, char *const *environment,
                       int output, int errors)
{
    static _Alignas(16) unsigned char stack[STACK_BYTES];
    struct start start = {argv, environment, folder, output, errors, getpid()};
    sigset_t all, before;
    /* No handler of the parent's is to run in the child. */
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &before);
    pid_t pid = clone(run, stack + STACK_BYTES, CLONE_VM | CLONE_VFORK | SIGCHLD, &start);
    int why = errno;
    sigprocmask(SIG_SETMASK, &before, NULL);
    return pid > 0 ? pid : error("cannot start '%s': %s", argv[0], strerror(why));
}
