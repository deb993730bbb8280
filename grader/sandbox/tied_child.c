#define _GNU_SOURCE
#include "sandbox/tied_child.h"

#include "error.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

enum { EXIT_NOT_STARTED = 127 };

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
    sigset_t none;
    sigemptyset(&none);
    for (int number = 1; number < NSIG; number++)
        if (number != SIGKILL && number != SIGSTOP)
            signal(number, SIG_DFL);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

/* The parent may have ended before the child asked to be told. */
static int tie_to(pid_t parent)
{
    return prctl(PR_SET_PDEATHSIG, SIGTERM) == 0 && getppid() == parent ? 0 : -1;
}

pid_t tied_child_start(char *const *argv, const char *folder, char *const *environment,
                       int output, int errors)
{
    pid_t parent = getpid(), pid = fork();
    if (pid < 0)
        return error("cannot start '%s': %s", argv[0], strerror(errno));
    if (pid > 0)
        return pid;
    reset_signals();
    if (tie_to(parent) == 0 && chdir(folder) == 0 && place_descriptors(output, errors) == 0)
        execve(argv[0], argv, environment);
    error("cannot start '%s': %s", argv[0], strerror(errno));
    _exit(EXIT_NOT_STARTED);
}
